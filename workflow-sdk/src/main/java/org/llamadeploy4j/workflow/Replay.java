package org.llamadeploy4j.workflow;

import java.util.List;
import org.llamadeploy4j.workflow.internal.ReplayedJournal;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * The journal of a run, to look at the run after each of its ticks: {@code Replay.of(workflow,
 * journal).at(7).describe()}. Nothing is run. Immutable and thread-safe.
 */
public final class Replay {

  private final ReplayedJournal journal;

  private Replay(ReplayedJournal journal) {
    this.journal = journal;
  }

  /**
   * A replay.
   *
   * @param workflow that wrote the journal, or a later version of it
   * @param journal its ticks, such as a test run or a run with {@link InProcessRunner#withJournal}
   *     gives them
   * @throws JournalException when a tick cannot be read, or cannot be where it is: the journal is
   *     of another workflow, or ticks are missing, doubled or in another order
   * @throws WorkflowDefinitionException when the class is not a workflow that can run
   */
  public static Replay of(Workflow workflow, List<byte[]> journal) {
    Required.check(workflow, "of", "workflow", "the workflow that wrote the journal");
    Required.check(journal, "of", "journal", "the ticks of the journal, maybe none");
    return new Replay(ReplayedJournal.of(workflow, journal));
  }

  /** How many ticks the journal has. */
  public int length() {
    return journal.length();
  }

  /**
   * The run after this many ticks, from 0, where it has not begun, to {@link #length}. Takes longer
   * for later ticks.
   *
   * @throws IndexOutOfBoundsException when there are not that many
   */
  public RunView at(int ticks) {
    return journal.at(ticks);
  }

  /** The run after all ticks. */
  public RunView last() {
    return at(length());
  }

  /**
   * What the journal holds in another schema than the workflow has today, in the order of the
   * ticks: what a run that goes on from it may stumble over. Takes time for the whole journal.
   */
  public List<SchemaChange> schemaChanges() {
    return journal.schemaChanges();
  }

  /**
   * What a tick says, in words.
   *
   * @param number from 1, so that {@code at(number)} is the run just after it
   * @throws IndexOutOfBoundsException when there is no such tick
   */
  public String tick(int number) {
    return journal.words(number);
  }
}
