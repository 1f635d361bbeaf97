package org.llamadeploy4j.workflow;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known about a run after some tick of its journal, for reading; see {@link Replay}.
 *
 * @param phase how far the run is
 * @param end how it ended: the stop event as JSON, or what went wrong; empty while it goes on
 * @param work what its steps were given and have not dealt with, oldest first
 * @param states the values of its states as JSON, by name
 * @param fanOuts the fan-outs that are open, oldest first
 * @param children the child runs that have not ended, by the work that waits for them
 * @param schemaChanges what the run holds in another schema than the workflow has today, with what
 *     its children hold
 */
public record RunView(
    Phase phase,
    String end,
    List<StepWork> work,
    Map<String, String> states,
    List<FanOut> fanOuts,
    List<Child> children,
    List<SchemaChange> schemaChanges) {

  public RunView {
    work = List.copyOf(work);
    states = java.util.Collections.unmodifiableMap(new TreeMap<>(states));
    fanOuts = List.copyOf(fanOuts);
    children = List.copyOf(children);
    schemaChanges = List.copyOf(schemaChanges);
  }

  /** How far a run is. */
  public enum Phase {
    /** Before its first tick. */
    NEW,
    /** A step runs or could run, or will be tried again. */
    ACTIVE,
    /** Nothing happens before an event comes or time passes. */
    WAITING,
    /** A step returned the stop event. */
    COMPLETED,
    /** A step failed for good and no handler made up for it, or nothing could happen any more. */
    FAILED,
    /** It was active for longer than its time limit. */
    TIMED_OUT,
    /** Its caller cancelled it, or its parent or its runner ended. */
    CANCELLED
  }

  /** Where a piece of work is. */
  public enum WorkPhase {
    /** It waits for a free worker. */
    QUEUED,
    /** An attempt runs, or ran when the process died. */
    RUNNING,
    /** It waits for an event, for time to pass, or for a child run. */
    WAITING,
    /** It failed and will be tried again later. */
    DELAYED
  }

  /**
   * What a step was given.
   *
   * @param id counts up within the run
   * @param step the step's name
   * @param input logical name of the event, or of the first of several
   * @param attempt the attempt that runs or comes next, from 1
   * @param awaits what it waits for in words, or empty
   */
  public record StepWork(
      long id, String step, String input, WorkPhase phase, int attempt, String awaits) {}

  /**
   * An open fan-out: what a step gave out at once, and all that became of it.
   *
   * @param id counts up within the run
   * @param openedBy the step that gave out its members
   * @param open how many of its members, and of what became of them, are still on their way
   */
  public record FanOut(long id, String openedBy, long open) {}

  /**
   * A child run.
   *
   * @param name what its parent calls it
   * @param workflow logical name of its workflow
   * @param work the id of the work that waits for it
   */
  public record Child(String name, String workflow, long work, RunView run) {}

  /** Whether the run is over. */
  public boolean ended() {
    return switch (phase) {
      case NEW, ACTIVE, WAITING -> false;
      case COMPLETED, FAILED, TIMED_OUT, CANCELLED -> true;
    };
  }

  /** The work of one step, oldest first. */
  public List<StepWork> work(String step) {
    return work.stream().filter(w -> w.step().equals(step)).toList();
  }

  /** All of it in a few lines, for logs and messages. */
  public String describe() {
    String line = System.lineSeparator() + "  ";
    return schemaChanges.stream()
        .map(change -> line + change.describe())
        .collect(Collectors.joining("", describe(""), ""));
  }

  private String describe(String indent) {
    String line = System.lineSeparator() + indent + "  ";
    StringBuilder text = new StringBuilder(indent).append(phase);
    text.append(end.isEmpty() ? "" : ": " + end);
    for (StepWork w : work) {
      text.append(line)
          .append(
              "step %s, work %d (%s): %s, attempt %d%s"
                  .formatted(
                      w.step(),
                      w.id(),
                      w.input(),
                      w.phase(),
                      w.attempt(),
                      w.awaits().isEmpty() ? "" : ", waits for " + w.awaits()));
    }
    for (FanOut s : fanOuts) {
      text.append(line)
          .append(
              "fan-out %d of step %s: %d on their way".formatted(s.id(), s.openedBy(), s.open()));
    }
    states.forEach((name, json) -> text.append(line).append("state " + name + ": " + json));
    return text
        + children.stream()
            .map(c ->
                line
                    + "child "
                    + c.name()
                    + System.lineSeparator()
                    + c.run().describe(indent + "    "))
            .collect(Collectors.joining());
  }
}
