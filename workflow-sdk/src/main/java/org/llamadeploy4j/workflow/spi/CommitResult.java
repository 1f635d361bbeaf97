package org.llamadeploy4j.workflow.spi;

import java.util.List;

/** What became of a commit. */
public sealed interface CommitResult {

  /**
   * Durable. {@code arrived} are events of the inbox, in order, that were not handed over before;
   * may be empty.
   */
  record Committed(List<ExternalEvent> arrived) implements CommitResult {
    public Committed {
      arrived = List.copyOf(arrived);
    }

    /** Durable, and nothing arrived. */
    public static Committed nothingNew() {
      return NOTHING_NEW;
    }

    private static final Committed NOTHING_NEW = new Committed(List.of());
  }

  /**
   * Refused, because the inbox is not what the driver had seen when it ended or parked: take these
   * first.
   */
  record InboxChanged(List<ExternalEvent> arrived) implements CommitResult {
    public InboxChanged {
      arrived = List.copyOf(arrived);
    }
  }

  /**
   * Refused, because somebody asked to cancel the run before it ended or was parked: it ends as
   * cancelled.
   */
  record CancelRequested(String reason) implements CommitResult {}

  /** Refused for good: another driver owns the run, or its data are gone. */
  record Fenced(String reason) implements CommitResult {}
}
