package org.llamadeploy4j.chaos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One time that the guest, a deployment that comes and goes, was there.
 *
 * @param number of the stay, from 1
 * @param how it was told to go
 * @param tasks that were acknowledged during it
 * @param goneMillis when it was told that it is gone; null: it did not come, or did not go
 */
record Stay(int number, Leave how, List<Task> tasks, @Nullable Long goneMillis) {

  /** How a deployment goes. */
  enum Leave {
    /** When its last task has ended. */
    DRAIN,
    /** At once: tasks that have not ended are cancelled. */
    NOW
  }

  /** A task, and when it was acknowledged. */
  record Task(int number, long atMillis) {}
}
