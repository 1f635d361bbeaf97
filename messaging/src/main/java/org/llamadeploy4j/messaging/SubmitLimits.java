package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.SessionPolicy;

/**
 * Under which conditions a task is accepted.
 *
 * @param service how many tasks may wait for its service
 * @param session how many tasks may wait for its session
 * @param sessionPolicy what becomes of it when its session is in use
 */
public record SubmitLimits(int service, int session, SessionPolicy sessionPolicy) {
  /** For tasks that wait until their session is free. */
  public SubmitLimits(int service, int session) {
    this(service, session, SessionPolicy.ENQUEUE);
  }
}
