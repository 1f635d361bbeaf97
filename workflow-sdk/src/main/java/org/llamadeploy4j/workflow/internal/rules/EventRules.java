package org.llamadeploy4j.workflow.internal.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules that events keep: one role each, names of their own, and fields that JSON can hold. */
final class EventRules {

  private final EventWorld world;
  private final DataRules data;
  private final Problems problems;
  private final Map<String, String> names = new HashMap<>();

  EventRules(EventWorld world, DataRules data, Problems problems) {
    this.world = world;
    this.data = data;
    this.problems = problems;
    Stream.concat(Known.ROLES.stream(), Known.OURS.stream())
        .forEach(n -> names.put(TypeUse.simple(n), n));
  }

  /**
   * @param nested event records nested in the workflow, used or not
   * @param events all that the workflow knows but those of free form
   */
  void check(Set<String> nested, Set<String> events) {
    Set<String> all = new TreeSet<>(nested);
    all.addAll(events);
    for (String event : all) {
      roles(event);
      boolean generic = world.facts(event).generic();
      if (generic && nested.contains(event)) {
        problems.add(
            Rule.EVENT_GENERIC,
            Place.type(event),
            "event %s has type parameters; write a record for each use"
                .formatted(TypeUse.simple(event)));
      }
      if (!world.isFanOut(event)) {
        names(event);
      }
      if (!generic && events.contains(event)) {
        data.check(TypeUse.declared(event, List.of()), Place.type(event))
            .forEach(f -> problems.add(Rule.EVENT_CODEC, f.place(), "event " + f.why()));
      }
    }
  }

  private void roles(String event) {
    List<String> roles =
        Stream.concat(Known.ROLES.stream(), Stream.of(Known.FAN_OUT))
            .filter(role -> world.isA(event, role))
            .map(TypeUse::simple)
            .toList();
    if (roles.size() > 1) {
      problems.add(
          Rule.EVENT_ROLES,
          Place.type(event),
          "event %s has the roles %s; an event has one at most"
              .formatted(TypeUse.simple(event), roles));
    }
  }

  private void names(String event) {
    String attribute = "value";
    for (String name : world.namesOf(event)) {
      String problem = problem(event, name);
      if (problem != null) {
        Place at = new Place.OfTypeAttribute(event, Place.Mark.EVENT_NAME, attribute);
        problems.add(Rule.EVENT_NAME, at, problem);
      }
      attribute = "aliases";
    }
  }

  private @Nullable String problem(String event, String name) {
    if (name.isBlank()) {
      return "%s has a blank name; give it another with @EventName".formatted(event);
    }
    String other = names.putIfAbsent(name, event);
    return other == null || other.equals(event)
        ? null
        : "%s and %s have the same event name '%s'; give one another with @EventName"
            .formatted(other, event, name);
  }
}
