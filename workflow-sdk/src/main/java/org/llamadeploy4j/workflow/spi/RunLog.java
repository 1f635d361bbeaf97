package org.llamadeploy4j.workflow.spi;

import java.util.List;

/**
 * Where one run's ticks, events and outcome are made durable. A run's driver calls {@link #commit}
 * and {@link #publish} from one thread at a time, in the order in which readers shall see what they
 * carry.
 */
public interface RunLog {

  /**
   * Makes the commit durable, or says that this driver no longer owns the run. Blocks until either
   * is certain; retries by itself while the store is away.
   *
   * @throws InterruptedException when the run was abandoned meanwhile; whether the commit took
   *     effect is then unknown
   */
  CommitResult commit(Commit commit) throws InterruptedException;

  /**
   * Lets go of the run, durably: from now on nobody drives it. Blocks and retries as {@link
   * #commit}. Refused as changed when the inbox holds what was not handed over.
   *
   * @throws InterruptedException as {@link #commit}
   */
  default CommitResult park(Parking parking) throws InterruptedException {
    return new CommitResult.InboxChanged(List.of());
  }

  /**
   * Told when the driver has taken over a run from its journal and before it commits, what the run
   * is doing; must not block.
   */
  default void resumed(RunStatus status) {}

  /**
   * Whether another driver may have begun this run before, and have streamed something, although
   * nothing of it became durable: what is streamed first does not wait for a commit. Asked when a
   * run begins; then readers are told that this is void. Must not block.
   */
  default boolean mayHaveBegun() {
    return false;
  }

  /**
   * Shows an event that a step in flight streams: at once, in order with the commits, not awaited.
   */
  void publish(PublishedEvent event);

  /**
   * Whether the lease is young enough to run user code. Asked before each step and publish; must
   * not block. On false the driver interrupts its steps and ends as {@link RunEnd.Abandoned}; the
   * host may resume the run later.
   */
  boolean mayRun();

  /** Whether commits shall carry the journal's ticks; false saves writing them. */
  default boolean keepsJournal() {
    return true;
  }

  /**
   * Whether the next write shall carry a snapshot that stands for all ticks so far and may take
   * their place. Asked before each commit that does not end the run, and before the run is parked;
   * making one takes time for the whole state. The log need not use what it is given. Must not
   * block.
   *
   * @param parking whether the next write parks the run
   */
  default boolean wantsSnapshot(boolean parking) {
    return false;
  }

  /**
   * Whether internal events about how the run gets on shall be published: states of steps,
   * idleness. Asked at each.
   */
  default boolean wantsProgress() {
    return false;
  }
}
