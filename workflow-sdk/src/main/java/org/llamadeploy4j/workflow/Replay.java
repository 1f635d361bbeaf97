package org.llamadeploy4j.workflow;

import java.util.List;
import org.llamadeploy4j.workflow.internal.ReplayedJournal;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * The journal of a run, to look at the run after each of its ticks: {@code Replay.of(workflow,
 * journal).at(7).describe()}. Nothing is run. Immutable and thread-safe.
 *
 * <p>The journal of a deployment with {@code journal: compact} may begin with a snapshot in place
 * of its earlier ticks. They count as before, and the run can be looked at from the snapshot on;
 * see {@link #first}.
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

  /**
   * After how many ticks {@link #at} can show the run first: 0 where the journal has all its ticks,
   * else as many as the snapshot with which it begins stands for.
   */
  public int first() {
    return journal.first();
  }

  /** How many ticks the journal has, those that a snapshot stands for included. */
  public int length() {
    return journal.length();
  }

  /**
   * The run after this many ticks, from {@link #first} to {@link #length}; after 0 it has not
   * begun. Takes longer for later ticks.
   *
   * @throws IndexOutOfBoundsException when there are not that many, or when they are before the
   *     snapshot with which the journal begins; the message says how far back it reaches
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
   * @param number above {@link #first}, so that {@code at(number)} is the run just after it
   * @throws IndexOutOfBoundsException when there is no such tick, or none any more
   */
  public String tick(int number) {
    return journal.words(number);
  }
}
