package org.llamadeploy4j.messaging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a commit or a completion. */
public sealed interface CommitReply {
  /**
   * It is stored.
   *
   * @param arrived inbox entries beyond those taken, so that the driver need not ask for them
   * @param cancelRequested whether the run is to be cancelled
   */
  record Committed(List<byte[]> arrived, boolean cancelRequested) implements CommitReply {
    /** Copies the list, not the bytes. */
    public Committed {
      arrived = List.copyOf(arrived);
    }

    /** Of a run that may go on. */
    public Committed(List<byte[]> arrived) {
      this(arrived, false);
    }
  }

  /** Refused, nothing changed: the run is to be cancelled, and may end in no other way. */
  record CancelRequested() implements CommitReply {}

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

  /**
   * A completion was refused, nothing changed: the state of the session is another than the one its
   * new state was built on, since another run that shares the session has completed.
   *
   * @param state what the session holds now; null: nothing; not copied
   */
  record StateChanged(byte @Nullable [] state) implements CommitReply {}

  /** Refused, nothing changed: the claim is not the run's any more. Drop the run and its state. */
  record Fenced(String reason) implements CommitReply {}
}
