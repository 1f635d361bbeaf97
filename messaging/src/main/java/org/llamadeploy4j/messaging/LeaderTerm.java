package org.llamadeploy4j.messaging;

/**
 * The right to write what the fleet shall do. Both parts count: a store that has lost its last
 * second, and whose clock was set back, may give one number twice, but not to one and the same.
 *
 * @param controlPlane the one that leads
 * @param number grows with every change of leader
 */
public record LeaderTerm(String controlPlane, long number) {
  /** As scripts compare it. */
  String text() {
    return controlPlane + " " + number;
  }
}
