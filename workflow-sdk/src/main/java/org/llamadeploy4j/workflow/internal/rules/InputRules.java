package org.llamadeploy4j.workflow.internal.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts.ParameterFacts;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Input;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Role;

/** Reads what makes a step run from its parameters. */
final class InputRules {

  private final StepScope step;
  private final MethodFacts method;
  private final List<Role> roles = new ArrayList<>();
  private final List<Integer> events = new ArrayList<>();
  private final List<Integer> lists = new ArrayList<>();
  private boolean refused;

  InputRules(StepScope step, MethodFacts method) {
    this.step = step;
    this.method = method;
  }

  /** What each parameter gets; complete after {@link #read} or {@link #readFailure}. */
  List<Role> roles() {
    return List.copyOf(roles);
  }

  /** What makes the step run, or null after a problem. */
  @Nullable Input read() {
    for (int i = 0; i < method.parameters().size(); i++) {
      roles.add(role(i));
    }
    if (lists.size() > 1) {
      return refuse(
          Rule.TWO_LISTS,
          place(lists.get(1)),
          "takes two lists; one step joins one fan-out, so split it into two");
    }
    if (!lists.isEmpty() && !events.isEmpty()) {
      return refuse(
          Rule.LIST_BESIDE_EVENT,
          place(lists.getFirst()),
          "takes a list beside another event; a join takes the list alone, keep the rest in state");
    }
    if (!lists.isEmpty()) {
      return joined(lists.getFirst());
    }
    if (events.isEmpty()) {
      return refused
          ? null
          : refuse(Rule.NO_EVENT, step.place(), "takes no event; add one as a parameter");
    }
    return events.size() == 1 ? new Input.One(accepted(events.getFirst())) : slots();
  }

  /** The same for a step that handles failures. */
  @Nullable Input readFailure(MethodFacts.HandlerMarks marks) {
    int failures = 0;
    for (int i = 0; i < method.parameters().size(); i++) {
      ParameterFacts parameter = method.parameters().get(i);
      boolean failure = !parameter.injected() && parameter.type().is(Known.FAILED);
      if (failure) {
        failures++;
        roles.add(new Role.OfEvent());
      } else {
        roles.add(context(parameter) ? new Role.OfContext() : new Role.OfResource());
        refused |= !context(parameter) && !parameter.injected();
      }
    }
    if (refused || failures != 1) {
      return refuse(
          Rule.HANDLER_PARAMETER,
          step.place(),
          "handles failures, so it takes exactly one StepFailedEvent, besides a Context and what is injected");
    }
    return new Input.Failures(
        new LinkedHashSet<>(marks.steps()), Math.max(1, marks.maxRecoveries()));
  }

  private @Nullable Input refuse(Rule rule, Place at, String what) {
    step.problem(rule, at, what);
    return null;
  }

  private Place place(int parameter) {
    return step.place().parameter(parameter);
  }

  private static boolean context(ParameterFacts parameter) {
    return !parameter.injected() && parameter.type().is(Known.CONTEXT);
  }

  private Role role(int index) {
    ParameterFacts parameter = method.parameters().get(index);
    TypeUse type = parameter.type();
    boolean list = !parameter.injected() && type.is(Known.LIST);
    if (parameter.take() != null && !list) {
      step.problem(
          Rule.COLLECT_TARGET,
          place(index),
          "has @Collect on a parameter that is no List of events; take a List, or leave it out");
    }
    if (parameter.injected()) {
      return new Role.OfResource();
    }
    if (type.is(Known.CONTEXT)) {
      return new Role.OfContext();
    }
    if (list) {
      return list(index, type);
    }
    if (step.world().isEvent(type)) {
      events.add(index);
      return events.size() == 1 && !hasMoreEvents(index)
          ? new Role.OfEvent()
          : new Role.OfSlot(events.size() - 1);
    }
    return other(index, type);
  }

  private boolean hasMoreEvents(int from) {
    return method.parameters().stream()
        .skip(from + 1L)
        .anyMatch(p -> !p.injected() && step.world().isEvent(p.type()));
  }

  private Role list(int index, TypeUse type) {
    if (type.arguments().isEmpty()) {
      refused = true;
      step.problem(
          Rule.RAW_LIST, place(index), "takes a raw List; say of which events, as in List<Result>");
    } else if (step.world().isEvent(type.arguments().getFirst().bound())) {
      lists.add(index);
    } else {
      refused = true;
      step.problem(
          Rule.PARAMETER,
          place(index),
          "takes %s, which holds no events; write @Inject before it if it is a resource"
              .formatted(type.shown()));
    }
    return new Role.OfJoined();
  }

  private Role other(int index, TypeUse type) {
    refused = true;
    if (type.is(Known.SUSPEND)) {
      step.problem(
          Rule.STEP_SUSPEND,
          step.place(),
          "is a Kotlin suspend function; make it an ordinary one, it has a virtual thread of its own");
    } else {
      step.problem(
          Rule.PARAMETER,
          place(index),
          "has a parameter of type %s; %s".formatted(type.shown(), advice(type)));
    }
    return new Role.OfResource();
  }

  private String advice(TypeUse type) {
    boolean holder =
        type.kind() == TypeUse.Kind.DECLARED
            && Known.isSeveral(step.world().facts(type.name()).supertypes());
    boolean several = holder || type.kind() == TypeUse.Kind.ARRAY;
    if (several) {
      return "to join events take a List of them";
    }
    return type.is(Known.ENV)
        ? "write @Inject before it, or use Context.env()"
        : "a step takes events, a Context, and resources with @Inject before them";
  }

  private Input joined(int index) {
    ParameterFacts parameter = method.parameters().get(index);
    int take = parameter.take() == null ? 0 : parameter.take();
    if (take < 0) {
      step.problem(
          Rule.COLLECT_TAKE,
          place(index),
          "collects take = %d; give the number of events, or 0 for all".formatted(take));
    }
    TypeUse element = parameter.type().arguments().getFirst().bound();
    return new Input.Joined(accepted(element, index), Math.max(0, take));
  }

  private Input slots() {
    List<Set<String>> slots = new ArrayList<>();
    for (int index : events) {
      Set<String> slot = accepted(index);
      if (slot.size() > 1 && !step.subtypes()) {
        step.problem(
            Rule.SLOT_UNION,
            place(index),
            "waits for several events, but %s is a union; name one event for each %s"
                .formatted(
                    method.parameters().get(index).type().shown(),
                    step.world().words().pick("parameter", "slot")));
      }
      slots.add(slot);
    }
    return new Input.Slots(slots);
  }

  private Set<String> accepted(int index) {
    return accepted(method.parameters().get(index).type(), index);
  }

  private Set<String> accepted(TypeUse type, int index) {
    if (type.is(Known.FAILED)) {
      step.problem(
          Rule.EVENT_OURS,
          place(index),
          "takes a StepFailedEvent; "
              + step.world()
                  .words()
                  .pick(
                      "annotate it with @CatchError instead of @Step",
                      "add it with catchError(…)"));
      return Set.of();
    }
    EventWorld.Parts parts = step.resolve(type, "takes", place(index));
    for (String fanOut : parts.fanOuts()) {
      step.problem(
          Rule.FAN_OUT_INPUT,
          place(index),
          "takes %s, which no step is given; take its members".formatted(TypeUse.simple(fanOut)));
    }
    parts.exact().removeIf(e -> step.open().contains(e) && step.world().isStop(e));
    if (parts.exact().stream().anyMatch(step.world()::isStop)) {
      step.problem(Rule.TAKES_STOP, place(index), "takes a stop event; a stop event ends the run");
    }
    return parts.exact();
  }
}
