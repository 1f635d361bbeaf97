package org.llamadeploy4j.workflow.spi;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.llamadeploy4j.workflow.internal.JournalFormat;
import org.llamadeploy4j.workflow.internal.LoadedProgram;

/**
 * One loaded version of a workflow, ready to run. Thread-safe: any number of runs share it. {@link
 * #close()} closes the workflow if it is {@link AutoCloseable}; runs that are still active should
 * be abandoned or ended before.
 */
public interface WorkflowProgram extends AutoCloseable {

  /**
   * The newest reducer that this library has: the newest version of the journal that it reads, and
   * of the rules by which ticks become a run's state. A journal that a newer one wrote is refused
   * by {@link #resume}, so a host leaves such runs to others.
   */
  int REDUCER = JournalFormat.NEWEST;

  /**
   * Makes the workflow, reads its steps and checks the graph and every codec.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException listing every problem found;
   *     also when the factory fails (its exception is the cause)
   */
  static WorkflowProgram load(WorkflowFactory factory, ProgramOptions options) {
    return LoadedProgram.load(factory, options);
  }

  /** What this program is and takes, for catalogues and checks. */
  ProgramDescription description();

  /**
   * The types of its states, sorted by name, each name once. More of them become certain while runs
   * use states that are not declared. Cheap enough to be asked again and again.
   */
  List<StateDescription> states();

  /**
   * How many runs its author allows to be active at a time in one process, at least 1; empty: any
   * number. The host sees to it.
   */
  OptionalInt concurrentRuns();

  /**
   * Starts a run from the beginning. Does not block and does not throw on bad input: a start input
   * that the workflow refuses ends the run with the failure code {@code invalid_input}, committed
   * like any other end.
   */
  RunHandle start(RunRequest request, RunLog log);

  /**
   * Goes on with a run from its journal, which may begin with a snapshot in place of ticks; an
   * empty journal is a start. Decoding and folding happen on the caller's thread; everything else
   * as for {@link #start}. A step that was in flight runs again as a new attempt.
   *
   * @throws org.llamadeploy4j.workflow.JournalException when a tick cannot be read; nothing was run
   *     or committed
   */
  RunHandle resume(RunRequest request, List<byte[]> journal, RunLog log);

  /**
   * The states that a run began with, by today's names; empty when its journal is empty or does not
   * begin with a start.
   *
   * @throws org.llamadeploy4j.workflow.JournalException when the first tick cannot be read
   */
  Map<String, byte[]> initialState(String runId, List<byte[]> journal);

  /** Closes the workflow. Idempotent; failures of user code are logged, never thrown. */
  @Override
  void close();
}
