package org.llamadeploy4j.controlplane;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Durability;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Reservations;
import org.llamadeploy4j.messaging.RunControl;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.SessionStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.ShardEnds;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/** Messaging whose wake-ups are all lost. */
final class DeafMessaging implements Messaging {
  private final Messaging other;

  DeafMessaging(Messaging other) {
    this.other = other;
  }

  @Override
  public RunStore runs() {
    return other.runs();
  }

  @Override
  public RunControl control() {
    return other.control();
  }

  @Override
  public ShardEnds shardEnds() {
    return other.shardEnds();
  }

  @Override
  public SessionStore sessions() {
    return other.sessions();
  }

  @Override
  public Reservations reservations() {
    return other.reservations();
  }

  @Override
  public FleetStore fleet() {
    return other.fleet();
  }

  @Override
  public Signals signals() {
    return new Silence();
  }

  @Override
  public Health health() {
    return other.health();
  }

  @Override
  public Durability durability() {
    return other.durability();
  }

  @Override
  public void close() {
    other.close();
  }

  private static final class Silence implements Signals {
    @Override
    public Subscription onQueued(Shard shard, ServiceId service, Runnable wake) {
      return () -> {};
    }

    @Override
    public Subscription onInbox(RuntimeId runtime, Consumer<@Nullable TaskId> wake) {
      return () -> {};
    }

    @Override
    public Subscription onTaskNews(Shard shard, TaskId task, Runnable wake) {
      return () -> {};
    }

    @Override
    public Subscription onReply(String replyTo, Consumer<@Nullable EndedRun> wake) {
      return () -> {};
    }

    @Override
    public Subscription onWatched(Shard shard, Consumer<@Nullable TaskId> wake) {
      return () -> {};
    }

    @Override
    public void tellWatched(Shard shard, TaskId task) {}

    @Override
    public Subscription onFleetChange(Runnable wake) {
      return () -> {};
    }
  }
}
