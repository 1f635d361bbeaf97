package org.llamadeploy4j.workflow.internal;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.internal.rules.Words;

/**
 * The exact events that end one wait, and what their components must be: checked when the wait
 * begins, since a wait that nothing can end looks like one that nothing has ended yet. Belongs to
 * the step's thread.
 */
final class AwaitedEvents {

  private final StepAttempt attempt;
  private final Class<? extends Event> asked;
  private final List<EventType> types;

  /**
   * @throws WorkflowException when the workflow has no such event
   */
  AwaitedEvents(StepAttempt attempt, Class<? extends Event> asked) {
    this.attempt = attempt;
    this.asked = asked;
    this.types = exact().stream().map(this::registered).toList();
  }

  /** Their logical names, sorted. */
  List<String> names() {
    return types.stream().map(EventType::name).sorted().toList();
  }

  /**
   * The wait for one of them.
   *
   * @throws WorkflowException when none of them can have the components that are required
   */
  Awaited waiting(WaitOptions options) {
    Map<String, String> required = new LinkedHashMap<>();
    options.required().forEach((name, value) -> required.put(name, required(name, value)));
    return new Awaited.Events(
        names(),
        required,
        options.timeout().orElse(null),
        options.prompt().map(attempt::encode).orElse(null));
  }

  private Collection<Class<?>> exact() {
    boolean open = asked.isInterface() && !asked.isSealed() && FreeEvent.exact(asked) == asked;
    return open ? implementing() : Names.leaves(FreeEvent.exact(asked));
  }

  private List<Class<?>> implementing() {
    List<Class<?>> declared =
        attempt.step().shape().declared().waits().stream().filter(asked::isAssignableFrom).toList();
    if (declared.isEmpty()) {
      throw new WorkflowException(
          "undeclared_event",
          "step %s waits for %s, an open interface; seal it, wait for a record, or add %s, %s to %s"
              .formatted(
                  attempt.step().name(),
                  asked.getName(),
                  words().subtypes(),
                  words().option("waits", asked.getSimpleName() + ".class"),
                  words().ofStep()));
    }
    return declared;
  }

  private Words words() {
    return attempt.program().words();
  }

  private EventType registered(Class<?> exact) {
    EventType type = attempt.program().events().ofClass(exact);
    if (type == null) {
      throw new WorkflowException(
          "undeclared_event",
          "step %s waits for %s, which this workflow does not know; add %s to %s"
              .formatted(
                  attempt.step().name(),
                  exact.getName(),
                  words().option("waits", exact.getSimpleName() + ".class"),
                  words().ofStep()));
    }
    if (type.isStart() || type.isStop()) {
      throw new WorkflowException(
          "bad_wait",
          "step %s waits for %s, which never comes: only a caller starts a run, and a stop event ends it"
              .formatted(attempt.step().name(), type.name()));
    }
    return type;
  }

  /** The value as canonical JSON, the same for all of the events. */
  private String required(String name, @Nullable Object value) {
    List<String> problems = new ArrayList<>();
    Set<String> texts = new LinkedHashSet<>();
    for (EventType type : types) {
      try {
        texts.add(canonical(value, component(type, name)));
      } catch (Unfit e) {
        problems.add(type.name() + Failures.message(e));
      }
    }
    if (problems.isEmpty() && texts.size() > 1) {
      problems.add("it is not the same in all of " + names() + "; wait for one of these");
    }
    if (!problems.isEmpty()) {
      throw new WorkflowException(
          "bad_wait",
          "step %s waits for %s by its '%s', but %s"
              .formatted(
                  attempt.step().name(),
                  FreeEvent.declared(asked).getSimpleName(),
                  name,
                  String.join("; ", problems)));
    }
    return texts.iterator().next();
  }

  /** Why no event of a type can have a value; goes on from the type's name. */
  private static final class Unfit extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    Unfit(String why) {
      super(why, null, false, false);
    }
  }

  private static Components.Part component(EventType type, String name) throws Unfit {
    Components.Part part = Components.part(type, name);
    if (part == null) {
      boolean record = type.codec() instanceof RecordCodec;
      List<String> there = record ? ((RecordCodec) type.codec()).fieldNames() : List.of();
      throw new Unfit(" has no component '%s'; it has %s".formatted(name, there));
    }
    return part;
  }

  private String canonical(@Nullable Object value, Components.Part part) throws Unfit {
    String place = "." + part.name() + " ";
    try {
      AnyCodec any = new AnyCodec(attempt.program().codecs());
      Object tree = Json.parse(Json.write(out -> any.writeOrNull(out, value)));
      if (tree == null && !part.mayBeNull()) {
        throw new Unfit(place + "is never null");
      }
      Object fitting = tree == null ? null : fitting(tree, part.codec(), place);
      byte[] json =
          Json.write(out -> {
            if (fitting == null) {
              out.writeNull();
            } else {
              part.codec().write(out, fitting);
            }
          });
      return Canonical.of(Json.parse(json), part.codec());
    } catch (Unencodable e) {
      throw new Unfit(place + "cannot be that value: " + Failures.message(e));
    }
  }

  /** The component that the value stands for; a whole number may be given as any number. */
  private static Object fitting(Object tree, Codec codec, String place) throws Unfit {
    Reading in = Reading.strict();
    Object exact = codec.read(tree, in);
    if (exact != null && in.problems().isEmpty()) {
      return exact;
    }
    Reading again = Reading.strict();
    Object whole = codec.read(Canonical.wholeNumbers(tree), again);
    if (whole == null || !again.problems().isEmpty()) {
      throw new Unfit(place + String.join("; ", in.problems()));
    }
    return whole;
  }
}
