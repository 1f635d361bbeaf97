package org.llamadeploy4j.workflow.internal.rules;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Output;

/** Reads what a step gives out from its return type. */
final class OutputRules {

  private static final String ADVICE =
      "return an event, a List of events, an Optional or CompletionStage of these, or void";

  private final StepScope step;
  private final TypeUse declared;

  OutputRules(StepScope step, TypeUse declared) {
    this.step = step;
    this.declared = declared;
  }

  Output read() {
    return staged(declared);
  }

  private Output staged(TypeUse type) {
    if (type.kind() != TypeUse.Kind.DECLARED || !Known.STAGES.contains(type.name())) {
      return optional(type, false);
    }
    if (type.arguments().isEmpty()) {
      return raw();
    }
    return optional(type.arguments().getFirst().bound(), type.nullable());
  }

  private Output optional(TypeUse type, boolean nullable) {
    if (!type.is(Known.OPTIONAL)) {
      return content(type, nullable || type.nullable());
    }
    return type.arguments().isEmpty() ? raw() : content(type.arguments().getFirst().bound(), true);
  }

  private Output content(TypeUse type, boolean nullable) {
    if (type.kind() == TypeUse.Kind.NOTHING || type.is(Known.NOTHING)) {
      return Output.NOTHING;
    }
    if (type.is(Known.LIST)) {
      return type.arguments().isEmpty()
          ? raw()
          : listed(type.arguments().getFirst().bound(), nullable);
    }
    return step.world().isEvent(type) ? single(type, nullable) : refused(type);
  }

  private Output raw() {
    return problem(
        Rule.RETURN_RAW,
        "returns %s without saying of what; name the event, as in %1$s<Result>"
            .formatted(declared.shown()));
  }

  private Output problem(Rule rule, String what) {
    step.problem(rule, step.place(), what);
    return Output.NOTHING;
  }

  private Output single(TypeUse type, boolean nullable) {
    EventWorld.Parts parts = step.resolve(type, "returns", step.place());
    Map<String, Set<String>> spread = new LinkedHashMap<>();
    for (String fanOut : parts.fanOuts()) {
      TypeUse members = step.world().members(fanOut);
      spread.put(fanOut, members(members, "spreads"));
    }
    parts.exact().removeIf(e -> step.open().contains(e) && step.world().isStart(e));
    return new Output(nullable, parts.exact(), Set.of(), spread);
  }

  private Output listed(TypeUse element, boolean nullable) {
    if (element.is(Known.LIST)) {
      return problem(
          Rule.FAN_OUT_NESTED,
          "returns a list of lists; let the step that takes an element open the inner fan-out");
    }
    if (!step.world().isEvent(element)) {
      return refused(declared);
    }
    return new Output(nullable, Set.of(), members(element, "returns a List of"), Map.of());
  }

  private Set<String> members(TypeUse type, String verb) {
    EventWorld.Parts parts = step.resolve(type, verb, step.place());
    for (String inner : parts.fanOuts()) {
      problem(
          Rule.FAN_OUT_NESTED,
          "%s %s, which opens a fan-out itself; let the step that takes a member open the inner fan-out"
              .formatted(verb, TypeUse.simple(inner)));
    }
    Set<String> exact = new LinkedHashSet<>(parts.exact());
    Set<String> stops = new LinkedHashSet<>(exact);
    stops.removeIf(e -> !step.world().isStop(e));
    exact.removeAll(stops);
    if (!step.open().containsAll(stops)) {
      problem(
          Rule.FAN_OUT_STOP,
          "%s %s, which is or may be a stop event; return that one by itself"
              .formatted(verb, type.shown()));
    }
    return exact;
  }

  private Output refused(TypeUse type) {
    if (type.kind() == TypeUse.Kind.ARRAY) {
      return several(type);
    }
    if (type.kind() == TypeUse.Kind.DECLARED) {
      if (Known.isReactive(type.name())) {
        return problem(
            Rule.RETURN_REACTIVE,
            "returns %s, a reactive type; block instead, every step has a virtual thread of its own"
                .formatted(type.shown()));
      }
      boolean list = type.is(Known.LIST);
      if (!list && Known.isSeveral(step.world().facts(type.name()).supertypes())) {
        return several(type);
      }
    }
    boolean nested = List.of(Known.OPTIONAL).contains(type.name()) || isStage(type);
    return problem(
        Rule.RETURN_TYPE,
        "returns %s, %s; %s"
            .formatted(
                declared.shown(),
                nested ? "nested in an order that is not read" : "which is no event",
                ADVICE));
  }

  private static boolean isStage(TypeUse type) {
    return Known.STAGES.contains(type.name());
  }

  private Output several(TypeUse type) {
    return problem(
        Rule.RETURN_SEVERAL,
        "returns %s; to give out several events return a List of them".formatted(type.shown()));
  }
}
