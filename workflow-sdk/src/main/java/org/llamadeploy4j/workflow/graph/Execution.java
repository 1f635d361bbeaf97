package org.llamadeploy4j.workflow.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.internal.RunFacts;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/**
 * What happened in one run, as its journal knows it: the attempts of steps in the order in which
 * they began, and the events between them. What was only streamed is not part of a journal; nor is
 * what was before the snapshot that a run was recovered from. Immutable.
 *
 * @param name the workflow's name
 * @param attempts in order; the number of each is its place from 1
 * @param events in order; the number of each is its place from 1
 * @param outcome how the run ended, or that it goes on
 */
public record Execution(
    String name, List<Attempt> attempts, List<Given> events, ExecutionFact.Outcome outcome) {

  public Execution {
    attempts = List.copyOf(attempts);
    events = List.copyOf(events);
  }

  /**
   * An attempt of a step.
   *
   * @param number its place among the attempts, from 1
   * @param step the step's name
   * @param ordinal the how manieth for what the step was given, from 1
   * @param inputs numbers of the events with which it began
   * @param collected numbers of the events that it took out of a buffer
   * @param after number of the attempt that it follows, or 0
   * @param ending how it ended, or null while it runs
   * @param children the child runs it began
   */
  public record Attempt(
      int number,
      String step,
      int ordinal,
      List<Integer> inputs,
      List<Integer> collected,
      int after,
      ExecutionFact.@Nullable Ending ending,
      List<Execution> children) {
    public Attempt {
      inputs = List.copyOf(inputs);
      collected = List.copyOf(collected);
      children = List.copyOf(children);
    }
  }

  /**
   * An event.
   *
   * @param number its place among the events, from 1
   * @param type logical name
   * @param by number of the attempt that gave it out, or 0 for outside
   */
  public record Given(int number, String type, GraphNode.Event.Role role, int by) {}

  /**
   * What these facts tell. Facts about attempts and events that were not told of before are left
   * out.
   */
  public static Execution of(String name, List<ExecutionFact> facts) {
    ExecutionFold fold = new ExecutionFold(name);
    facts.forEach(fold::add);
    return fold.execution();
  }

  /**
   * What a run in this process did so far.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowException with the code {@code no_journal} when the
   *     run keeps no journal; see {@code InProcessRunner.withJournal}
   */
  public static Execution of(Handler handler) {
    return RunFacts.execution(
        Required.notNull(handler, "of", "handler", "the run, as its runner gave it"));
  }

  /**
   * What a run did, from its journal.
   *
   * @param journal ticks as they were committed, from the first
   * @throws org.llamadeploy4j.workflow.JournalException when a tick cannot be read
   */
  public static Execution of(WorkflowProgram program, List<byte[]> journal) {
    return RunFacts.execution(program, journal);
  }
}
