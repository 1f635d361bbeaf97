package org.llamadeploy4j.controlplane;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.DeliverRequest;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.EventPage;
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
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.EventWire;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A hold on a deployment that was live when it was opened: its tasks and their events. Made per
 * request by {@link Router#open}. Immutable; calls block.
 */
public final class LiveDeployment {
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
    return new Sessions(router.messaging().sessions(), shards, router.ids());
  }

  /** Its tasks, to look at them all and to control them. */
  public TaskControl control() {
    return new TaskControl(router.messaging().control(), shards);
  }

  /**
   * Accepts a task.
   *
   * @param service null: the default service
   * @param session null: none
   * @param input a UTF-8 JSON object
   * @throws ControlPlaneException NOT_FOUND: no such service or session; BAD_REQUEST: there is no
   *     default service; OVERLOADED: a queue is full
   */
  public Submitted submit(@Nullable String service, @Nullable String session, byte[] input) {
    Admission admission = admission(service, session, input);
    admission.submit(router.messaging().runs(), "");
    return admission.submitted();
  }

  /**
   * Accepts a task and waits for its end: one call to the store. The caller may wait as long as the
   * run takes.
   *
   * @throws ControlPlaneException as {@link #submit}; UNAVAILABLE when the store goes away for long
   */
  public EndedRun run(@Nullable String service, @Nullable String session, byte[] input)
      throws InterruptedException {
    Admission admission = admission(service, session, input);
    EndWaiters waiters = router.waiters();
    try (EndWaiter waiter = waiters.forReply(admission.shard(), admission.submitted().task())) {
      admission.submit(router.messaging().runs(), waiters.replyTo());
      return waiter.await();
    }
  }

  private Admission admission(@Nullable String service, @Nullable String session, byte[] input) {
    return Admission.of(router, deployment, shards, service, session, input);
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
   * @param eventObjStr the event as clients write it
   * @throws ControlPlaneException NOT_FOUND as for {@link #task}; INVALID_INPUT: it is no event, or
   *     none that the version which runs the task takes; CONFLICT: the task has ended; OVERLOADED:
   *     too many events wait already
   */
  public void send(String taskId, String sessionId, String eventObjStr) {
    TaskView task = task(taskId, sessionId);
    ClientEvent event = event(task, eventObjStr);
    DeliverReply reply =
        runs()
            .deliver(
                new DeliverRequest(
                    shards.of(task.task()),
                    task.task(),
                    task.session(),
                    event.id(),
                    EnvelopeCodec.encode(event)));
    switch (reply) {
      case ACCEPTED -> {}
      case UNKNOWN -> throw TaskControl.notFound();
      case ENDED ->
          throw new ControlPlaneException(
              ErrorCode.CONFLICT,
              "Task %s has ended and takes no more events".formatted(task.task()));
      case INBOX_FULL ->
          throw new ControlPlaneException(
              ErrorCode.OVERLOADED,
              "Task %s has not taken the events it got so far; send again later"
                  .formatted(task.task()));
    }
  }

  private ClientEvent event(TaskView task, String eventObjStr) {
    try {
      ClientEvent event = EventWire.read(router.ids().uuid().toString(), eventObjStr);
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
