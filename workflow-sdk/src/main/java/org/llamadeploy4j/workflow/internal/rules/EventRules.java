package org.llamadeploy4j.workflow.internal.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules that events keep: one role each, and names of their own. */
final class EventRules {

  private final EventWorld world;
  private final Problems problems;

  EventRules(EventWorld world, Problems problems) {
    this.world = world;
    this.problems = problems;
  }

  /**
   * @param nested event records nested in the workflow, used or not
   * @param events all that the workflow knows but those of free form
   */
  void check(Set<String> nested, Set<String> events) {
    Map<String, String> names = new HashMap<>();
    Stream.concat(Known.ROLES.stream(), Known.OURS.stream())
        .forEach(n -> names.put(TypeUse.simple(n), n));
    Set<String> all = new TreeSet<>(nested);
    all.addAll(events);
    for (String event : all) {
      roles(event);
      if (world.facts(event).generic() && nested.contains(event)) {
        problems.add(
            Rule.EVENT_GENERIC,
            Place.type(event),
            "event %s has type parameters; write a record for each use"
                .formatted(TypeUse.simple(event)));
      }
      String other = world.isFanOut(event) ? null : names.put(world.nameOf(event), event);
      if (other != null && !other.equals(event)) {
        problems.add(
            Rule.EVENT_NAME,
            Place.type(event),
            "%s and %s have the same event name '%s'; give one another with @EventName"
                .formatted(other, event, world.nameOf(event)));
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
}
