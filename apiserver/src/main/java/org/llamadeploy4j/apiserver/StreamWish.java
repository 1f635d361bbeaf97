package org.llamadeploy4j.apiserver;

import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.EventWire;

/**
 * Which events of a run a reader wants, and how.
 *
 * @param raw in the original's envelopes instead of their bodies alone
 * @param internal those of the engine as well
 * @param children those of child runs as well; their questions are always there
 */
record StreamWish(boolean raw, boolean internal, boolean children) {

  boolean includes(EventEnvelope event) {
    return (internal || !event.internal())
        && (children || event.isQuestion() || !isFromChild(event));
  }

  /** Readers that know nothing of children or attempts get what they know, where they can. */
  byte[] line(EventEnvelope event) {
    return EventWire.line(event, raw, internal || children || isFromChild(event));
  }

  private static boolean isFromChild(EventEnvelope event) {
    return !event.origin().children().isEmpty();
  }
}
