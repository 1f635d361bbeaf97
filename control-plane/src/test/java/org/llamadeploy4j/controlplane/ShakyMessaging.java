package org.llamadeploy4j.controlplane;

import org.llamadeploy4j.messaging.Durability;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.Reservations;
import org.llamadeploy4j.messaging.RunControl;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.SessionStore;
import org.llamadeploy4j.messaging.ShardEnds;
import org.llamadeploy4j.messaging.Signals;

/**
 * The store as one control plane of a simulated fleet reaches it: others act before each call, and
 * calls get lost.
 */
final class ShakyMessaging implements Messaging {
  private static final int LOST_ONE_IN = 15;

  private final SimFleet fleet;
  private final SimLeader leader;

  ShakyMessaging(SimFleet fleet, SimLeader leader) {
    this.fleet = fleet;
    this.leader = leader;
  }

  /** What happens on the way of one call. */
  void pass() {
    fleet.meanwhile(leader);
    if (fleet.chance(LOST_ONE_IN)) {
      throw noAnswer();
    }
  }

  static MessagingUnavailableException noAnswer() {
    return new MessagingUnavailableException("no answer", null);
  }

  private Messaging far() {
    return fleet.messaging;
  }

  @Override
  public RunStore runs() {
    pass();
    return far().runs();
  }

  @Override
  public RunControl control() {
    pass();
    return far().control();
  }

  @Override
  public ShardEnds shardEnds() {
    pass();
    return far().shardEnds();
  }

  @Override
  public FleetStore fleet() {
    return new ShakyFleetStore(fleet, this);
  }

  @Override
  public SessionStore sessions() {
    return far().sessions();
  }

  @Override
  public Reservations reservations() {
    return far().reservations();
  }

  @Override
  public Signals signals() {
    return far().signals();
  }

  @Override
  public Health health() {
    return far().health();
  }

  @Override
  public Durability durability() {
    return far().durability();
  }

  @Override
  public void close() {
    far().close();
  }
}
