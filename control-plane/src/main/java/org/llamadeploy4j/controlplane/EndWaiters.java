package org.llamadeploy4j.controlplane;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.TaskId;

/**
 * All callers of this process that wait for the end of a task. One subscription brings the ends of
 * the tasks that were submitted here; nobody waits on a thread but the callers themselves. Safe for
 * use by many threads.
 */
final class EndWaiters implements AutoCloseable {
  private final Messaging messaging;
  private final RouterSettings settings;
  private final String replyTo;
  private final Semaphore places;
  private final ConcurrentHashMap<TaskId, EndWaiter> submittedHere = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private @Nullable Subscription replies;

  /**
   * Nobody waits yet.
   *
   * @param replyTo names this process to the store
   */
  EndWaiters(Messaging messaging, RouterSettings settings, String replyTo) {
    this.messaging = messaging;
    this.settings = settings;
    this.replyTo = replyTo;
    this.places = new Semaphore(settings.maxWaiting());
  }

  void start() {
    replies = messaging.signals().onReply(replyTo, this::ended);
  }

  /** Where the ends of tasks that are submitted here should be told. */
  String replyTo() {
    return replyTo;
  }

  private void ended(@Nullable EndedRun end) {
    if (end == null) {
      submittedHere.values().forEach(EndWaiter::poke);
      return;
    }
    EndWaiter waiter = submittedHere.get(end.task());
    if (waiter != null) {
      waiter.end(end);
    }
  }

  /**
   * Waits for a task that will be submitted with {@link #replyTo()}: take the waiter first.
   *
   * @throws ControlPlaneException OVERLOADED when too many wait already
   */
  EndWaiter forReply(Shard shard, TaskId task) {
    takePlace();
    EndWaiter waiter =
        new EndWaiter(
            this,
            shard,
            task,
            () -> {
              submittedHere.remove(task);
              places.release();
            });
    submittedHere.put(task, waiter);
    return waiter;
  }

  /**
   * Waits for a task that somebody submitted at some time.
   *
   * @throws ControlPlaneException OVERLOADED when too many wait already
   */
  EndWaiter forNews(Shard shard, TaskId task) {
    takePlace();
    EndWaiter waiter = new EndWaiter(this, shard, task, places::release);
    try {
      waiter.pokedBy(messaging.signals().onTaskNews(shard, task, waiter::poke));
    } catch (RuntimeException e) {
      waiter.close();
      throw e;
    }
    waiter.poke();
    return waiter;
  }

  private void takePlace() {
    if (!places.tryAcquire()) {
      throw new ControlPlaneException(
          ErrorCode.OVERLOADED,
          "%d requests wait for the end of a task here, the most there may be"
              .formatted(settings.maxWaiting()));
    }
  }

  /** The end of a task, if it has ended. */
  @Nullable EndedRun read(Shard shard, TaskId task) {
    TaskView view =
        messaging
            .runs()
            .task(shard, task)
            .orElseThrow(
                () -> new ControlPlaneException(ErrorCode.NOT_FOUND, "Task not found: " + task));
    byte[] result = view.result();
    if (!view.status().ended() || result == null) {
      return null;
    }
    return new EndedRun(task, view.status(), result);
  }

  RouterSettings settings() {
    return settings;
  }

  void checkOpen(TaskId task) {
    if (closed) {
      throw new ControlPlaneException(
          ErrorCode.UNAVAILABLE,
          "This server stops; task %s goes on, ask another server for its result".formatted(task));
    }
  }

  ControlPlaneException storeAway(TaskId task, MessagingUnavailableException e) {
    return new ControlPlaneException(
        ErrorCode.UNAVAILABLE,
        "The store does not answer; task %s was accepted and goes on when it is back: %s"
            .formatted(task, e.getMessage()),
        e);
  }

  @Override
  public void close() {
    closed = true;
    if (replies != null) {
      replies.close();
      replies = null;
    }
    submittedHere.values().forEach(EndWaiter::poke);
  }
}
