package org.llamadeploy4j.messaging;

/** What became of events for a run's stream. */
public enum PublishReply {
  /** They are in the stream, each once, however often they were sent. */
  STORED,
  /** Earlier ones have not arrived; nothing was changed. Send those first. */
  GAP,
  /** The claim is no longer the run's; nothing was changed. */
  FENCED,
  /** The run would hold more than it may; nothing was changed. */
  TOO_LARGE
}
