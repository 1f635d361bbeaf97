package org.llamadeploy4j.messaging;

import java.time.InstantSource;
import java.util.Map;

/**
 * Messaging within one process, by the same rules as on Redis, for tests: nothing outlives the
 * process. The accidents that Redis has can be made to happen. Safe for use by many threads.
 */
public final class InMemoryMessaging implements Messaging {
  private static final String PREFIX = "ld4j:memory:";

  private final TwinCarrier carrier = new TwinCarrier();
  private final TwinShards shards;
  private final RunStore runs;
  private final RunControl control;
  private final ShardEnds shardEnds;
  private final SessionStore sessions;
  private final TwinReservations reservations;
  private final TwinFleetStore fleet;
  private final Signals signals;

  /** Empty, with default retention, on this clock. */
  public InMemoryMessaging(InstantSource clock) {
    this(clock, Retention.DEFAULT, 0);
  }

  /**
   * Empty, on this clock.
   *
   * @param retention how much of the past stays
   * @param historyLimit how many of the last operations of each shard {@link #simulateRestart} may
   *     lose; each costs a copy of its shard
   */
  public InMemoryMessaging(InstantSource clock, Retention retention, int historyLimit) {
    Channels channels = new Channels(PREFIX);
    shards = new TwinShards(clock, channels, carrier, historyLimit);
    runs = new TwinRunStore(shards, retention);
    control = new TwinRunControl(shards, retention);
    shardEnds = new TwinShardEnds(shards);
    sessions = new TwinSessionStore(shards);
    reservations = new TwinReservations(shards);
    fleet = new TwinFleetStore(clock, shards::requireUp, carrier, channels.fleet());
    signals = new ChannelSignals(channels, carrier, this::publish, new LocalReplies(), true);
  }

  @Override
  public RunStore runs() {
    return runs;
  }

  @Override
  public RunControl control() {
    return control;
  }

  @Override
  public ShardEnds shardEnds() {
    return shardEnds;
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public Reservations reservations() {
    return reservations;
  }

  @Override
  public FleetStore fleet() {
    return fleet;
  }

  @Override
  public Signals signals() {
    return signals;
  }

  @Override
  public Health health() {
    return shards.isDown()
        ? new Health(false, "in-memory store that plays dead")
        : new Health(true, "in-memory store; nothing outlives the process");
  }

  @Override
  public Durability durability() {
    shards.requireUp();
    return new Durability(false, null, 0);
  }

  /**
   * Starts another life of the server on the same data, less the last operations of each shard: the
   * generation grows and all claims made before are void. Subscribers are woken as after a
   * reconnect. Sessions and runs alone lose operations, the fleet's state and reservations do not.
   *
   * @throws IllegalArgumentException when more is to be lost than the history holds
   */
  public void simulateRestart(int lostOperations) {
    shards.restart(lostOperations);
    carrier.reconnect();
  }

  /**
   * Remembers all that is stored now, but for reservations.
   *
   * @return starts another life of the server on that, less whatever was written since; may be run
   *     once and more
   */
  public Runnable savePoint() {
    Map<Shard, TwinShard> savedShards = shards.save();
    TwinFleet savedFleet = fleet.save();
    return () -> {
      shards.restart(savedShards);
      fleet.restore(savedFleet);
      carrier.reconnect();
    };
  }

  /** Makes all stores throw {@link MessagingUnavailableException} until it is false again. */
  public void simulateOutage(boolean down) {
    shards.down(down);
    if (!down) {
      carrier.reconnect();
    }
  }

  /** Makes {@code submit} and {@code deliver} refuse new work until it is false again. */
  public void simulateFullStore(boolean full) {
    shards.full(full);
  }

  /**
   * All runs, sessions and reservations as the keys they would be on Redis; equal for equal
   * content.
   */
  public String dump() {
    StoreDump dump = new StoreDump();
    shards.write(dump);
    reservations.write(dump);
    return dump.toString();
  }

  private void publish(String channel, byte[] message) {
    shards.requireUp();
    carrier.publish(channel, message);
  }

  @Override
  public void close() {
    carrier.close();
  }
}
