package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who leads the fleet in memory, and until when. Guarded by the monitor of its store. */
final class TwinLeadership {
  private @Nullable String leader;
  private long until;
  private long term;

  TwinLeadership copy() {
    TwinLeadership copy = new TwinLeadership();
    copy.leader = leader;
    copy.until = until;
    copy.term = term;
    return copy;
  }

  /** Who leads; empty: nobody. */
  String name(long fleetTime) {
    return leader != null && until > fleetTime ? leader : "";
  }

  boolean leads(LeaderTerm expected, long fleetTime) {
    return new LeaderTerm(leader == null ? "" : leader, term).equals(expected) && until > fleetTime;
  }

  /**
   * Takes or keeps the leadership.
   *
   * @param millis the store's clock, which the number of a new term is at least
   * @return the term; empty when somebody else leads
   */
  Optional<LeaderTerm> lead(String controlPlane, Duration lease, long fleetTime, long millis) {
    boolean mine = controlPlane.equals(leader);
    if (!mine && leader != null && until > fleetTime) {
      return Optional.empty();
    }
    if (!mine) {
      term = Math.max(term + 1, millis);
      leader = controlPlane;
    }
    until = fleetTime + lease.toMillis();
    return Optional.of(new LeaderTerm(controlPlane, term));
  }

  /** Gives the leadership up, if it is this one's; says whether it was. */
  boolean resign(String controlPlane) {
    boolean mine = controlPlane.equals(leader);
    leader = mine ? null : leader;
    return mine;
  }

  boolean isOf(String controlPlane) {
    return controlPlane.equals(leader);
  }
}
