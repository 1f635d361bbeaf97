package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/** Signals in terms of channels, whatever carries them. Holds no state. */
final class ChannelSignals implements Signals {
  private final Channels channels;
  private final Carrier carrier;
  private final Hints hints;
  private final LocalReplies replies;
  private final boolean believed;

  /**
   * Signals over a carrier.
   *
   * @param hints where this publishes to what the carrier carries
   * @param replies told of listeners, for those who can reach them without the carrier
   * @param believed whether a result that was sent along is final; else the store has to be read
   */
  ChannelSignals(
      Channels channels, Carrier carrier, Hints hints, LocalReplies replies, boolean believed) {
    this.believed = believed;
    this.channels = channels;
    this.carrier = carrier;
    this.hints = hints;
    this.replies = replies;
  }

  /** Carries messages from publishers to subscribers. */
  @FunctionalInterface
  interface Carrier {
    /** Returns when whatever is published from now on reaches the mailbox. */
    Subscription subscribe(String channel, Mailbox<?> mailbox);
  }

  @Override
  public Subscription onQueued(Shard shard, ServiceId service, Runnable wake) {
    return carrier.subscribe(channels.queued(shard, service), bell(wake));
  }

  @Override
  public Subscription onInbox(RuntimeId runtime, Consumer<@Nullable TaskId> wake) {
    return carrier.subscribe(channels.inbox(runtime), new Mailbox<>(Channels::inboxTask, wake));
  }

  @Override
  public Subscription onTaskNews(Shard shard, TaskId task, Runnable wake) {
    return carrier.subscribe(channels.news(shard, task), bell(wake));
  }

  @Override
  public Subscription onReply(String replyTo, Consumer<@Nullable EndedRun> wake) {
    Subscription far = carrier.subscribe(channels.reply(replyTo), new Mailbox<>(this::ended, wake));
    Subscription here = replies.listen(replyTo, wake);
    return () -> {
      here.close();
      far.close();
    };
  }

  private @Nullable EndedRun ended(byte[] message) {
    EndedRun run = Channels.replyRun(message);
    return run == null || believed ? run : new EndedRun(run.task(), run.status(), new byte[0]);
  }

  @Override
  public Subscription onWatched(Shard shard, Consumer<@Nullable TaskId> wake) {
    return carrier.subscribe(
        channels.watched(shard),
        new Mailbox<>(task -> new TaskId(new String(task, StandardCharsets.UTF_8)), wake));
  }

  @Override
  public void tellWatched(Shard shard, TaskId task) {
    hints.publish(channels.watched(shard), task.value().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Subscription onFleetChange(Runnable wake) {
    return carrier.subscribe(channels.fleet(), bell(wake));
  }

  private static Mailbox<Object> bell(Runnable wake) {
    return new Mailbox<>(message -> null, nothing -> wake.run());
  }
}
