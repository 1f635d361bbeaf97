package org.llamadeploy4j.workflow.internal.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rules about who handles whose failures. */
final class HandlerRules {

  private final List<StepSignature> steps;
  private final Set<String> names;
  private final Problems problems;

  /**
   * @param names of all steps, also of those that could not be read
   */
  HandlerRules(List<StepSignature> steps, Set<String> names, Problems problems) {
    this.steps = steps;
    this.names = names;
    this.problems = problems;
  }

  void check() {
    Map<String, String> handlerOf = new HashMap<>();
    String forAll = null;
    for (StepSignature handler : steps) {
      if (!(handler.input() instanceof StepSignature.Input.Failures failures)) {
        continue;
      }
      if (failures.steps().isEmpty()) {
        if (forAll != null) {
          problem(
              Rule.HANDLER_WILDCARDS,
              handler,
              "handles failures of all steps, and so does %s; name steps in one of them"
                  .formatted(forAll));
        }
        forAll = handler.name();
      }
      for (String step : failures.steps()) {
        claim(handler, step, handlerOf);
      }
    }
  }

  private void claim(StepSignature handler, String step, Map<String, String> handlerOf) {
    if (!names.contains(step)) {
      problem(
          Rule.HANDLER_UNKNOWN_STEP,
          handler,
          "handles failures of '%s', which is no step; the steps are %s"
              .formatted(step, new TreeSet<>(names)));
    } else if (steps.stream().anyMatch(s -> s.handles() && s.name().equals(step))) {
      problem(
          Rule.HANDLER_OF_HANDLER,
          handler,
          "handles failures of %s, which handles failures itself; when that fails the run fails"
              .formatted(step));
    }
    String other = handlerOf.put(step, handler.name());
    if (other != null) {
      problem(
          Rule.HANDLER_TWICE,
          handler,
          "handles failures of %s, and so does %s; name it in one of them".formatted(step, other));
    }
  }

  private void problem(Rule rule, StepSignature handler, String what) {
    problems.add(
        rule,
        Place.method(handler.method()).attribute("steps"),
        "step " + handler.name() + ": " + what);
  }
}
