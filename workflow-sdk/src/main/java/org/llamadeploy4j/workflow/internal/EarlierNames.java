package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.OnceName;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepOptions;

/**
 * What a step and its blocks were called before.
 *
 * @param step earlier names of the step
 * @param blocks those of its blocks of once, by what they are called now
 */
record EarlierNames(List<String> step, Map<String, List<String>> blocks) {

  /** What the annotations of a method say. */
  static EarlierNames of(Method method) {
    Step step = method.getAnnotation(Step.class);
    CatchError handler = method.getAnnotation(CatchError.class);
    Map<String, List<String>> blocks = new TreeMap<>();
    for (OnceName name : method.getAnnotationsByType(OnceName.class)) {
      blocks.merge(name.value(), List.of(name.aliases()), EarlierNames::joined);
    }
    String[] names =
        step != null ? step.aliases() : handler != null ? handler.aliases() : new String[0];
    return new EarlierNames(List.of(names), blocks);
  }

  /** What the options of a built step say. */
  static EarlierNames of(StepOptions options) {
    return new EarlierNames(options.aliases(), options.onceAliases());
  }

  private static List<String> joined(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  /** What is wrong with the names of blocks, one sentence each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    blocks.keySet().forEach(block -> owners.put(block, block));
    blocks.forEach((block, names) -> {
      for (String name : names) {
        String other = owners.put(name, block);
        if (name.isBlank() || other != null) {
          problems.add(
              "its block '%s' cannot have been called '%s'%s; change its alias"
                  .formatted(
                      block, name, other == null ? "" : ", which is a name of '" + other + "'"));
        }
      }
    });
    return problems;
  }
}
