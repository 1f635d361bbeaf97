package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.time.Instant;

/** The twin under test. */
final class TwinFixture implements StoreFixture {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Retention RETENTION = new Retention(3, Duration.ofDays(1), 4_096);

  private final Channels channels = new Channels("ld4j:test:");
  private Instant now = START;
  private final TwinShards shards = new TwinShards(() -> now, channels, Hints.NONE, 0);
  private final RunStore runs;
  private final RunControl control;
  private final ShardEnds shardEnds = new TwinShardEnds(shards);
  private final SessionStore sessions = new TwinSessionStore(shards);
  private final TwinReservations reservations = new TwinReservations(shards);

  TwinFixture() {
    this(RETENTION);
  }

  TwinFixture(Retention retention) {
    runs = new TwinRunStore(shards, retention);
    control = new TwinRunControl(shards, retention);
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
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public void restart() {
    shards.restart(0);
  }

  @Override
  public void full(boolean full) {
    shards.full(full);
  }

  @Override
  public String dump() {
    StoreDump dump = new StoreDump();
    shards.write(dump);
    reservations.write(dump);
    return dump.toString();
  }

  @Override
  public void close() {}
}
