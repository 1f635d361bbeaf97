package org.llamadeploy4j.workflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A journal that cannot be read: damaged, of another workflow, or written by a version this one
 * does not know.
 */
public final class JournalException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * An exception about one tick.
   *
   * @param tickIndex from 0; in the message ticks are numbered from 1, as {@link Replay#tick} does
   */
  public JournalException(String runId, int tickIndex, String problem, @Nullable Throwable cause) {
    super(
        "journal_unreadable",
        "run %s, tick %d of its journal: %s".formatted(runId, tickIndex + 1, problem),
        cause);
  }
}
