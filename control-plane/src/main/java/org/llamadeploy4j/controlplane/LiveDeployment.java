package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.DeliverRequest;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.EventPage;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ClientEvent;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.EventDefinition;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.EventWire;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A hold on a deployment that was live when it was opened: its tasks and their events. Made per
 * request by {@link Router#open}. Immutable; calls block.
 */
public final class LiveDeployment {
  /** How often to say that somebody reads along; runtimes believe it three times as long. */
  public static final Duration WATCH_AGAIN = Duration.ofSeconds(5);

  private static final int EVENT_HASH_BYTES = 16;

  private final Router router;
  private final Deployment deployment;
  private final Shards shards;

  LiveDeployment(Router router, Deployment deployment) {
    this.router = router;
    this.deployment = deployment;
    this.shards = new Shards(deployment.incarnation(), router.settings().shards());
  }

  /** Its name. */
  public DeploymentName name() {
    return deployment.name();
  }

  /** Its sessions. */
  public Sessions sessions() {
    return new Sessions(
        router.messaging().sessions(), shards, router.ids(), router.settings().maxSessions());
  }

  /** Its tasks, to look at them all and to control them. */
  public TaskControl control() {
    return new TaskControl(router, deployment, shards);
  }

  /**
   * Accepts a task.
   *
   * @param service null: the default service
   * @param session null: none
   * @param input a UTF-8 JSON object
   * @throws ControlPlaneException NOT_FOUND: no such service or session; BAD_REQUEST: there is no
   *     default service; CONFLICT: the session is in use, and tasks do not wait for it; OVERLOADED:
   *     a queue is full
   */
  public Submitted submit(@Nullable String service, @Nullable String session, byte[] input) {
    Admission admission = admission(new TaskWish(service, session, input, null), false);
    admission.submit(router.messaging(), router.load(), "");
    return admission.submitted();
  }

  /**
   * Says that somebody reads along with a task's run, so that it tells how its steps get on. Holds
   * for some seconds; say it again every {@link #WATCH_AGAIN} while it is so.
   *
   * @throws MessagingUnavailableException when the store does not answer
   */
  public void watch(TaskId task) {
    router.messaging().signals().tellWatched(shards.of(task), task);
  }

  /**
   * Accepts a task, in a session of its own when it names none. With a key, once.
   *
   * @throws ControlPlaneException as {@link #submit}; CONFLICT: the key stands for another request;
   *     GONE: the task that the key stands for has been removed
   */
  public Submitted create(TaskWish wish) {
    Admission admission = admission(wish, true);
    if (wish.key() != null) {
      KeyedAdmission keyed =
          KeyedAdmission.reserve(router.messaging(), router.load(), admission, "create", wish);
      watchIfWished(wish, keyed.admission());
      keyed.submit("");
      return keyed.admission().submitted();
    }
    watchIfWished(wish, admission);
    admission.submit(router.messaging(), router.load(), "");
    return admission.submitted();
  }

  /**
   * Accepts a task and waits for its end: without a key, one call to the store. With a key, the
   * task is accepted once. The caller may wait as long as the run takes.
   *
   * @throws ControlPlaneException as {@link #create}; UNAVAILABLE when the store goes away for long
   */
  public EndedRun run(TaskWish wish) throws InterruptedException {
    Admission admission = admission(wish, false);
    if (wish.key() != null) {
      return run(KeyedAdmission.reserve(router.messaging(), router.load(), admission, "run", wish));
    }
    EndWaiters waiters = router.waiters();
    try (EndWaiter waiter = waiters.forReply(admission.shard(), admission.submitted().task())) {
      admission.submit(router.messaging(), router.load(), waiters.replyTo());
      return waiter.await();
    }
  }

  private EndedRun run(KeyedAdmission keyed) throws InterruptedException {
    EndWaiters waiters = router.waiters();
    Shard shard = keyed.admission().shard();
    TaskId task = keyed.admission().submitted().task();
    // The reply goes to the first request alone; the others hear the news.
    try (EndWaiter waiter =
        keyed.orFree(
            () -> keyed.fresh() ? waiters.forReply(shard, task) : waiters.forNews(shard, task))) {
      keyed.submit(keyed.fresh() ? waiters.replyTo() : "");
      return waiter.await();
    }
  }

  /** The same for a wish without a key. */
  public EndedRun run(@Nullable String service, @Nullable String session, byte[] input)
      throws InterruptedException {
    return run(new TaskWish(service, session, input, null));
  }

  private Admission admission(TaskWish wish, boolean ownSession) {
    return Admission.of(router, deployment, shards, wish, ownSession);
  }

  /**
   * Waits for the end of a task, which may have come already.
   *
   * @throws ControlPlaneException NOT_FOUND: no such task; UNAVAILABLE when the store goes away for
   *     long
   */
  public EndedRun awaitEnd(TaskId task) throws InterruptedException {
    try (EndWaiter waiter = router.waiters().forNews(shards.of(task), task)) {
      return waiter.await();
    }
  }

  /**
   * A task by the words of a request.
   *
   * @param sessionId the session the caller says it runs in; not looked at when it runs in none
   * @throws ControlPlaneException NOT_FOUND: there is no such task, or it runs in another session
   */
  public TaskView task(String taskId, String sessionId) {
    TaskId id = TaskControl.id(taskId);
    return runs()
        .task(shards.of(id), id)
        .filter(v -> v.session() == null || v.session().value().equals(sessionId))
        .orElseThrow(TaskControl::notFound);
  }

  /** The newest tasks of each shard, newest first. */
  public List<TaskView> tasks(int max) {
    return shards.all().stream().flatMap(s -> runs().tasks(s, max).stream()).toList();
  }

  /**
   * Puts an event into a task's run.
   *
   * @param sessionId as for {@link #task}
   * @param definition the event as clients write it
   * @param key the client's name for the event, which is its id then; null: it has none, and each
   *     time is another event
   * @throws ControlPlaneException NOT_FOUND as for {@link #task}; INVALID_INPUT: it is no event, or
   *     none that the version which runs the task takes, or for a step that it has not; CONFLICT:
   *     the task has ended, or had another event of that name; OVERLOADED: too many events wait
   *     already
   */
  public void send(
      String taskId, String sessionId, EventDefinition definition, @Nullable IdempotencyKey key) {
    TaskView task = task(taskId, sessionId);
    String id = key == null ? router.ids().uuid().toString() : key.value();
    byte[] event = EnvelopeCodec.encode(event(task, id, definition));
    String hash = key == null ? "" : new Fingerprint().addBytes(event).hex(EVENT_HASH_BYTES);
    DeliverReply reply =
        runs()
            .deliver(
                new DeliverRequest(
                    shards.of(task.task()), task.task(), task.session(), id, event, hash));
    switch (reply) {
      case ACCEPTED -> {}
      case UNKNOWN -> throw TaskControl.notFound();
      case OTHER_EVENT ->
          throw new ControlPlaneException(
              ErrorCode.CONFLICT,
              "The idempotency key '%s' stands for another event of task %s; use a new key"
                  .formatted(key, task.task()));
      case ENDED ->
          throw new ControlPlaneException(
              ErrorCode.CONFLICT,
              "Task %s has ended, or is being cancelled, and takes no more events"
                  .formatted(task.task()));
      case INBOX_FULL ->
          throw ControlPlaneException.overloaded(
              "Task %s has not taken the events it got so far; send again later"
                  .formatted(task.task()),
              untilDriven(task));
    }
  }

  /** Before it is submitted, so that its run tells of its first step too. */
  private void watchIfWished(TaskWish wish, Admission admission) {
    if (wish.isWatched()) {
      watch(admission.submitted().task());
    }
  }

  /** A run that is driven takes its events with its next step; one in a queue has to get there. */
  private Duration untilDriven(TaskView task) {
    Shard shard = shards.of(task.task());
    return task.status() == RunStatus.QUEUED
        ? router.load().later().queue(shard, task.service(), runs().queued(shard, task.service()))
        : RetryAfter.SHORTEST;
  }

  private ClientEvent event(TaskView task, String id, EventDefinition definition) {
    try {
      ClientEvent event = EventWire.read(id, definition);
      shapes(task).check(event);
      return event;
    } catch (ProtocolException e) {
      throw new ControlPlaneException(ErrorCode.INVALID_INPUT, String.valueOf(e.getMessage()), e);
    }
  }

  /** Of the version that runs it; nobody claimed it yet: of the one that probably will. */
  private EventShapes shapes(TaskView task) {
    VersionId version = task.version();
    if (version == null) {
      ServiceVersion live = deployment.live().get(task.service());
      return live == null ? EventShapes.unknown() : router.events(live.id());
    }
    return router.events(version);
  }

  /** A piece of a task's stream; see {@link RunStore#events}. */
  public EventPage events(TaskId task, long from, int max) {
    return runs().events(shards.of(task), task, from, max);
  }

  /** Calls when a task's stream may have grown: a hint, on a thread that must not block. */
  public Subscription onNews(TaskId task, Runnable wake) {
    Shard shard = shards.of(task);
    return router.messaging().signals().onTaskNews(shard, task, wake);
  }

  private RunStore runs() {
    return router.messaging().runs();
  }
}
