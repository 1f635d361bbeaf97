package org.llamadeploy4j.messaging;

import java.util.List;

/** What became of a commit or a completion. */
public sealed interface CommitReply {
  /**
   * It is stored.
   *
   * @param arrived inbox entries beyond those taken, so that the driver need not ask for them
   */
  record Committed(List<byte[]> arrived) implements CommitReply {
    /** Copies the list, not the bytes. */
    public Committed {
      arrived = List.copyOf(arrived);
    }
  }

  /**
   * A completion was refused, nothing changed: these entries came meanwhile and must be taken
   * first.
   */
  record InboxChanged(List<byte[]> arrived) implements CommitReply {
    /** Copies the list, not the bytes. */
    public InboxChanged {
      arrived = List.copyOf(arrived);
    }
  }

  /** Refused, nothing changed: the claim is not the run's any more. Drop the run and its state. */
  record Fenced(String reason) implements CommitReply {}
}
