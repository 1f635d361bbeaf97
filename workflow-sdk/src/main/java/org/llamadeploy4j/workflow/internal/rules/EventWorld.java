package org.llamadeploy4j.workflow.internal.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The types of one workflow: what an event is, and which exact events a type stands for. */
final class EventWorld {

  private final Map<String, TypeFacts> types;
  private final Words words;
  private final Set<String> events = new TreeSet<>();

  /**
   * What a type stands for.
   *
   * @param exact events of exactly these classes
   * @param open interfaces that anybody may implement
   * @param fanOuts records that open a fan-out
   */
  record Parts(Set<String> exact, Set<String> open, Set<String> fanOuts, List<Refusal> refusals) {
    Parts() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new ArrayList<>());
    }
  }

  /** Why a part of a type is no event. */
  record Refusal(Rule rule, String why) {}

  EventWorld(FlowFacts flow) {
    this.types = flow.types();
    this.words = flow.words();
    flow.nested().stream().filter(n -> !isFanOut(n)).forEach(events::add);
    flow.methods().stream().filter(m -> m.isStep() && m.scope() == null).forEach(this::note);
  }

  Words words() {
    return words;
  }

  private void note(MethodFacts method) {
    note(method.returns());
    for (MethodFacts.ParameterFacts parameter : method.parameters()) {
      if (!parameter.injected()) {
        note(parameter.type());
      }
    }
    if (method.step() != null) {
      note(method.step().declared());
    }
    if (method.handler() != null) {
      note(method.handler().declared());
    }
  }

  private void note(MethodFacts.Declared declared) {
    declared.sends().forEach(this::note);
    declared.streams().forEach(this::note);
    declared.waits().forEach(this::note);
  }

  private void note(TypeUse use) {
    use.arguments().forEach(this::note);
    if (use.kind() == TypeUse.Kind.DECLARED && isA(use.name(), Known.EVENT)) {
      Parts parts = parts(use);
      events.addAll(parts.exact());
      for (String fanOut : parts.fanOuts()) {
        events.addAll(parts(members(fanOut)).exact());
      }
    }
  }

  TypeFacts facts(String name) {
    TypeFacts facts = types.get(name);
    if (facts == null) {
      throw new IllegalStateException("no facts about " + name);
    }
    return facts;
  }

  /** The events that steps name or that are nested in the workflow, in the order of their names. */
  Set<String> events() {
    return events;
  }

  /** What the stream holds that this record opens. */
  TypeUse members(String fanOut) {
    TypeUse members = facts(fanOut).members();
    return members == null ? TypeUse.declared(Known.EVENT, List.of()) : members;
  }

  boolean isA(String name, String role) {
    return facts(name).supertypes().contains(role);
  }

  /** Whether the type can only have been meant as an event. */
  boolean isEvent(TypeUse use) {
    return switch (use.kind()) {
      case DECLARED -> isA(use.name(), Known.EVENT);
      case UNION, VARIABLE -> true;
      case ARRAY, PRIMITIVE, NOTHING, WILDCARD -> false;
    };
  }

  boolean isStart(String name) {
    return isA(name, Known.START);
  }

  boolean isStop(String name) {
    return isA(name, Known.STOP);
  }

  boolean isQuestion(String name) {
    return isA(name, Known.QUESTION);
  }

  boolean isAnswer(String name) {
    return isA(name, Known.ANSWER);
  }

  boolean isFanOut(String name) {
    return isA(name, Known.FAN_OUT);
  }

  /** The logical name of an event. */
  String nameOf(String event) {
    return facts(event).names().getFirst();
  }

  /** The logical name of an event, then its aliases. */
  List<String> namesOf(String event) {
    return facts(event).names();
  }

  Parts parts(TypeUse use) {
    Parts parts = new Parts();
    collect(use.bound(), parts);
    return parts;
  }

  private void collect(TypeUse use, Parts parts) {
    switch (use.kind()) {
      case DECLARED -> collect(use.name(), parts);
      case UNION -> use.arguments().forEach(u -> collect(u, parts));
      case VARIABLE ->
          parts.refusals.add(
              new Refusal(
                  Rule.EVENT_GENERIC,
                  "%s is a type variable; a step works on exact event types: override it with @Step in the class that knows what %1$s is"
                      .formatted(use.name())));
      case ARRAY, PRIMITIVE, NOTHING, WILDCARD ->
          throw new IllegalArgumentException("no event: " + use.shown());
    }
  }

  private void collect(String name, Parts parts) {
    TypeFacts type = facts(name);
    if (Known.ROLES.contains(name)) {
      parts.exact.add(name);
    } else if (!type.permitted().isEmpty()) {
      type.permitted().forEach(p -> collect(p, parts));
    } else if (isOpen(type)) {
      parts.open.add(name);
    } else {
      Refusal refusal = refusal(type);
      if (refusal != null) {
        parts.refusals.add(refusal);
      } else {
        (isFanOut(name) ? parts.fanOuts : parts.exact).add(name);
      }
    }
  }

  private boolean isOpen(TypeFacts type) {
    return type.form() == TypeFacts.Form.INTERFACE && !type.name().equals(Known.FAN_OUT);
  }

  private @Nullable Refusal refusal(TypeFacts type) {
    String shown = TypeUse.simple(type.name());
    if (type.form() == TypeFacts.Form.RECORD && Known.isOurs(type.name())) {
      return new Refusal(
          Rule.EVENT_OURS, shown + " is made by the engine alone; write an event of your own");
    }
    if (type.name().equals(Known.FAN_OUT)) {
      return new Refusal(
          Rule.FAN_OUT_OPEN,
          "FanOut itself does not say what it is; return a List, or a record that implements FanOut");
    }
    if (type.form() != TypeFacts.Form.RECORD) {
      return new Refusal(Rule.EVENT_CLASS, shown + " is a class; write events as records");
    }
    if (type.generic()) {
      return new Refusal(
          Rule.EVENT_GENERIC, shown + " has type parameters; write a record for each use");
    }
    return null;
  }

  /** The sealed event type nearest to these that covers them all, or null. */
  @Nullable String sealedOver(Set<String> exact) {
    Deque<String> open = new ArrayDeque<>(exact);
    while (!open.isEmpty()) {
      TypeFacts type = facts(open.removeFirst());
      boolean covers = exact.stream().allMatch(e -> isA(e, type.name()));
      if (covers && !type.permitted().isEmpty()) {
        return type.name();
      }
      type.interfaces().stream().filter(i -> isA(i, Known.EVENT)).forEach(open::add);
    }
    return null;
  }
}
