package org.llamadeploy4j.workflow.internal.rules;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rules of children: each can be made, and no two workflows of a family share a name. */
final class ChildRules {

  private final FlowFacts flow;
  private final Problems problems;
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  ChildRules(FlowFacts flow, Problems problems) {
    this.flow = flow;
    this.problems = problems;
    names.put(flow.family().flow(), flow.family().name());
    seen.add(flow.family().name());
  }

  void check() {
    for (int i = 0; i < flow.methods().size(); i++) {
      MethodFacts method = flow.methods().get(i);
      MethodFacts.StepMarks step = method.step();
      if (step != null) {
        for (String child : step.children()) {
          Place at = Place.method(i).attribute("children");
          made(at, method, facts(child));
          named(at, method, facts(child));
        }
      }
    }
  }

  private ChildFacts facts(String name) {
    ChildFacts facts = flow.family().children().get(name);
    if (facts == null) {
      throw new IllegalStateException("no facts about " + name);
    }
    return facts;
  }

  /** Whether a child can be made; one that is the workflow itself was made before. */
  private void made(Place at, MethodFacts method, ChildFacts child) {
    if (!child.name().equals(flow.family().name())) {
      for (ChildFacts.Trait trait : new TreeSet<>(child.traits())) {
        problems.add(
            Rule.CHILD_CLASS,
            at,
            "%s: runs the child %s, but %s".formatted(method.subject(), child.name(), why(trait)));
      }
    }
  }

  /** Whether a child and all that run below it have names of their own. */
  private void named(Place at, MethodFacts method, ChildFacts child) {
    Deque<ChildFacts> open = new ArrayDeque<>(List.of(child));
    while (!open.isEmpty()) {
      ChildFacts next = open.removeFirst();
      if (seen.add(next.name())) {
        String known = names.putIfAbsent(next.flow(), next.name());
        if (known != null && !known.equals(next.name())) {
          problems.add(
              Rule.CHILD_NAME,
              at,
              "%s: two of its workflows have the name %s: %s and %s; rename one"
                  .formatted(method.subject(), next.flow(), known, next.name()));
        }
        next.children().forEach(inner -> open.add(facts(inner)));
      }
    }
  }

  private static String why(ChildFacts.Trait trait) {
    return switch (trait) {
      case ABSTRACT -> "it is abstract; name a class that can be made";
      case INNER -> "it is an inner class; make it static";
      case WITHOUT_CONSTRUCTOR ->
          "it has no public constructor without parameters or with one Env; make the class and the constructor public";
    };
  }
}
