package org.llamadeploy4j.workflow.internal.rules;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One step while its method is read.
 *
 * @param open filled with the events that only an open interface covers
 */
record StepScope(
    EventWorld world,
    Problems problems,
    Place.OfMethod place,
    String name,
    boolean subtypes,
    Set<String> open) {

  void problem(Rule rule, Place at, String what) {
    problems.add(rule, at, "step " + ProperName.shown(name) + ": " + what);
  }

  /**
   * The exact events of a type, records that open a fan-out apart; a problem for each part that
   * cannot be one.
   *
   * @param verb what the step does with them, such as "takes"
   */
  EventWorld.Parts resolve(TypeUse use, String verb, Place at) {
    EventWorld.Parts parts = world.parts(use);
    for (EventWorld.Refusal refusal : parts.refusals()) {
      problem(refusal.rule(), at, "%s %s, but %s".formatted(verb, use.shown(), refusal.why()));
    }
    for (String interfaceName : parts.open()) {
      if (subtypes) {
        addSubtypes(interfaceName, parts);
      } else {
        problem(
            Rule.EVENT_OPEN,
            at,
            "%s %s, but %s is an open interface; seal it, name an exact event, or %s"
                .formatted(
                    verb,
                    use.shown(),
                    TypeUse.simple(interfaceName),
                    world.words().pick("set subtypes = true", "add withSubtypes()")));
      }
    }
    return parts;
  }

  private void addSubtypes(String interfaceName, EventWorld.Parts parts) {
    for (String event : world.events()) {
      if (world.isA(event, interfaceName) && parts.exact().add(event)) {
        open.add(event);
      }
    }
  }

  /** The events that an attribute of the annotation declares. */
  Set<String> declared(Iterable<TypeUse> types, String attribute) {
    Set<String> all = new LinkedHashSet<>();
    Place at = place.attribute(attribute);
    for (TypeUse type : types) {
      EventWorld.Parts parts = resolve(type, "declares in " + attribute, at);
      all.addAll(parts.exact());
      for (String fanOut : parts.fanOuts()) {
        problem(
            Rule.FAN_OUT_DECLARED,
            at,
            "declares in %s %s, which opens a fan-out; only what a step returns does"
                .formatted(attribute, TypeUse.simple(fanOut)));
      }
    }
    return all;
  }
}
