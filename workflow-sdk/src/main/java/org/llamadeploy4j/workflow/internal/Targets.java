package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Takes;

/**
 * Checks the step that a sender names. What a child is called is known only when a step runs it, so
 * of a step in a child the depth is checked and not the name: a run keeps answers for children that
 * have not begun.
 */
final class Targets {
  private Targets() {}

  /**
   * The workflow whose step the event is for.
   *
   * @param target a step's name, or {@code child/step}; what the step was called before will do
   * @throws WorkflowException with the code {@code wrong_target}
   */
  static Program find(Program program, Class<?> event, String target) {
    List<String> way = List.of(target.split("/", -1));
    String step = way.getLast();
    String problem = null;
    if (way.stream().anyMatch(String::isBlank)) {
      problem = "it is neither a step nor child/step";
    }
    for (Program at : problem == null ? level(program, way.size() - 1) : Set.<Program>of()) {
      String here = problem(at, event, at.model().stepToday(step));
      if (here == null) {
        return at;
      }
      problem = problem == null || way.size() == 1 ? here : problem;
    }
    throw wrong(program, event, target, problem == null ? "no child runs there" : problem);
  }

  /** Checks that a step of this workflow takes the event alone, not as a member of a stream. */
  static void checkStep(Program program, Class<?> event, String step) {
    String problem = problem(program, event, step);
    if (problem != null) {
      throw wrong(program, event, step, problem);
    }
  }

  /** The workflows that may run so deep below this one. */
  private static Set<Program> level(Program program, int depth) {
    Set<Program> level = new LinkedHashSet<>(Set.of(program));
    for (int i = 0; i < depth && !level.isEmpty(); i++) {
      Set<Program> below = new LinkedHashSet<>();
      level.forEach(above -> below.addAll(children(above)));
      level = below;
    }
    return level;
  }

  private static Set<Program> children(Program program) {
    Set<Program> children = new LinkedHashSet<>();
    program.model().steps().forEach(s -> children.addAll(program.childrenOf(s.name())));
    return children;
  }

  private static @Nullable String problem(Program program, Class<?> event, String name) {
    for (StepModel step : program.model().steps()) {
      if (step.name().equals(name)) {
        if (step.plan().takes() instanceof Takes.Joined) {
          return "step '%s' joins a fan-out; nothing can be sent to it".formatted(name);
        }
        return takes(program, step, event)
            ? null
            : "step '%s' does not take %s".formatted(name, Names.of(event));
      }
    }
    return "there is no step '%s' that takes %s".formatted(name, Names.of(event));
  }

  /** An event that is the input of no step may be what any step waits for. */
  private static boolean takes(Program program, StepModel step, Class<?> event) {
    boolean onlyAwaited =
        program.events().ofClass(event) != null
            && program.model().steps().stream().noneMatch(s -> s.shape().accepts().contains(event));
    return onlyAwaited || step.shape().accepts().contains(event);
  }

  private static WorkflowException wrong(
      Program program, Class<?> event, String target, String problem) {
    List<String> all = new ArrayList<>();
    addTargets(program, event, "", new ArrayList<>(), all);
    boolean below = all.stream().anyMatch(t -> t.indexOf('/') >= 0);
    String advice =
        all.isEmpty()
            ? "no step takes it"
            : "it can be sent to %s%s"
                .formatted(all, below ? ", {…} being the name of a child" : "");
    return new WorkflowException(
        "wrong_target",
        "%s cannot be sent to '%s': %s; %s".formatted(Names.of(event), target, problem, advice));
  }

  /** Children stand for their names; one that runs below itself is shown once. */
  private static void addTargets(
      Program program, Class<?> event, String prefix, List<Program> above, List<String> all) {
    above.add(program);
    for (StepModel step : program.model().steps()) {
      if (problem(program, event, step.name()) == null) {
        all.add(prefix + step.name());
      }
    }
    for (Program child : children(program)) {
      if (!above.contains(child)) {
        addTargets(child, event, prefix + "{" + child.flow() + "}/", above, all);
      }
    }
    above.removeLast();
  }
}
