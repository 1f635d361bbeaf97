package org.llamadeploy4j.workflow.internal.rules;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The problems found so far, each once. Belongs to one check. */
final class Problems {

  private final Set<Problem> found = new LinkedHashSet<>();

  void add(Rule rule, Place place, String message) {
    found.add(new Problem(rule, place, message));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Problem> all() {
    return List.copyOf(found);
  }
}
