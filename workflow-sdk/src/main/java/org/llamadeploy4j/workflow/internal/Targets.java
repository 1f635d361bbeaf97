package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Takes;

/** Checks the step that a sender names. */
final class Targets {
  private Targets() {}

  /**
   * The workflow whose step the event is for.
   *
   * @param target a step's name, or {@code child/step}; what the step was called before will do
   * @throws WorkflowException with the code {@code wrong_target}
   */
  static Program find(Program program, Class<?> event, String target) {
    if (target.indexOf('/') < 0) {
      checkStep(program, event, program.model().stepToday(target));
      return program;
    }
    String step = target.substring(target.lastIndexOf('/') + 1);
    for (Program child : program.family().all()) {
      if (problem(child, event, child.model().stepToday(step)) == null) {
        return child;
      }
    }
    throw wrong("no child workflow has a step '%s' that takes %s", step, event);
  }

  /** Checks that a step of this workflow takes the event alone, not as a member of a stream. */
  static void checkStep(Program program, Class<?> event, String step) {
    String problem = problem(program, event, step);
    if (problem != null) {
      throw wrong(problem, step, event);
    }
  }

  private static @Nullable String problem(Program program, Class<?> event, String name) {
    for (StepModel step : program.model().steps()) {
      if (step.name().equals(name)) {
        if (step.plan().takes() instanceof Takes.Joined) {
          return "step '%s' joins a stream; nothing can be sent to it, so not %s";
        }
        return takes(program, step, event) ? null : "step '%s' does not take %s";
      }
    }
    return "there is no step '%s' that takes %s";
  }

  /** An event that is the input of no step may be what any step waits for. */
  private static boolean takes(Program program, StepModel step, Class<?> event) {
    boolean onlyAwaited =
        program.events().ofClass(event) != null
            && program.model().steps().stream().noneMatch(s -> s.shape().accepts().contains(event));
    return onlyAwaited || step.shape().accepts().contains(event);
  }

  private static WorkflowException wrong(String problem, String step, Class<?> event) {
    return new WorkflowException("wrong_target", problem.formatted(step, Names.of(event)));
  }
}
