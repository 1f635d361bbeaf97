package org.llamadeploy4j.workflow.internal.rules;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules about who handles whose failures. They look at what the annotations say, so that they
 * count for handlers too that could not be read.
 */
final class HandlerRules {

  private final Map<String, Handler> handlers = new TreeMap<>();
  private final Set<String> names;
  private final Problems problems;
  private final Map<String, String> handlerOf = new HashMap<>();

  private record Handler(int method, String name, Set<String> steps) {}

  /**
   * @param names of all steps, also of those that could not be read
   */
  HandlerRules(List<MethodFacts> methods, Set<String> names, Problems problems) {
    this.names = names;
    this.problems = problems;
    for (int i = 0; i < methods.size(); i++) {
      MethodFacts.HandlerMarks marks = methods.get(i).handler();
      String name = methods.get(i).stepName();
      if (marks != null && name != null) {
        handlers.put(name, new Handler(i, name, new LinkedHashSet<>(marks.steps())));
      }
    }
  }

  void check() {
    @Nullable String forAll = null;
    for (Handler handler : handlers.values()) {
      if (handler.steps.isEmpty()) {
        if (forAll != null) {
          problem(
              Rule.HANDLER_WILDCARDS,
              handler,
              "handles failures of all steps, and so does %s; name steps in one of them"
                  .formatted(forAll));
        }
        forAll = handler.name;
      }
      for (String step : handler.steps) {
        claim(handler, step);
      }
    }
  }

  private void claim(Handler handler, String step) {
    if (!names.contains(step)) {
      problem(
          Rule.HANDLER_UNKNOWN_STEP,
          handler,
          "handles failures of '%s', which is no step; the steps are %s"
              .formatted(step, new TreeSet<>(names)));
    } else if (handlers.containsKey(step)) {
      problem(
          Rule.HANDLER_OF_HANDLER,
          handler,
          "handles failures of %s, which handles failures itself; when that fails the run fails"
              .formatted(step));
    }
    String other = handlerOf.put(step, handler.name);
    if (other != null) {
      problem(
          Rule.HANDLER_TWICE,
          handler,
          "handles failures of %s, and so does %s; name it in one of them".formatted(step, other));
    }
  }

  private void problem(Rule rule, Handler handler, String what) {
    problems.add(
        rule,
        Place.method(handler.method).attribute("steps"),
        "step " + ProperName.shown(handler.name) + ": " + what);
  }
}
