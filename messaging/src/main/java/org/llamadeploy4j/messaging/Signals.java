package org.llamadeploy4j.messaging;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Wake-ups between processes. They are hints after the fact and may be lost: subscribe first, then
 * read the store, and read it again by a slow sweep. Every callback is also called once after a
 * reconnect. Callbacks run on a thread of the store's, or on the one that completed the run, and
 * must not block.
 */
public interface Signals {
  /** Work was queued for a service. */
  Subscription onQueued(Shard shard, ServiceId service, Runnable wake);

  /** An event was put into the inbox of a run that this runtime owns; null after a reconnect. */
  Subscription onInbox(RuntimeId runtime, Consumer<@Nullable TaskId> wake);

  /** A run's stream grew or the run ended. */
  Subscription onTaskNews(Shard shard, TaskId task, Runnable wake);

  /** A run submitted with {@code replyTo} ended; null after a reconnect. */
  Subscription onReply(String replyTo, Consumer<@Nullable EndedRun> wake);

  /**
   * Somebody reads along with a run of this shard, see {@link #tellWatched}; null after a
   * reconnect, when such news may have been lost.
   */
  Subscription onWatched(Shard shard, Consumer<@Nullable TaskId> wake);

  /**
   * Says that somebody reads along with what a run does, to whoever drives it or will. It is a hint
   * like the others and nothing is stored, so say it again and again while it is so. Blocks for one
   * call.
   *
   * @throws MessagingUnavailableException when the store does not answer
   */
  void tellWatched(Shard shard, TaskId task);

  /** Something in the fleet's state changed. */
  Subscription onFleetChange(Runnable wake);

  /** Ends a subscription; idempotent. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A run that ended.
   *
   * @param task the run
   * @param status how
   * @param result result or failure as JSON; not copied
   */
  record EndedRun(TaskId task, RunStatus status, byte[] result) {}
}
