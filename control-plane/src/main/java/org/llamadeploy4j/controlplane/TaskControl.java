package org.llamadeploy4j.controlplane;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.CancelReply;
import org.llamadeploy4j.messaging.CancelRequest;
import org.llamadeploy4j.messaging.DeleteReply;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.RetryReply;
import org.llamadeploy4j.messaging.RetryRequest;
import org.llamadeploy4j.messaging.RunControl;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.TaskPage;
import org.llamadeploy4j.messaging.TaskPlace;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.InvalidIdException;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The tasks of a deployment, as people see them and what they do to them. Made per request by
 * {@link LiveDeployment#control}. Immutable; calls block.
 */
public final class TaskControl {
  /** How many tasks of each shard are looked at for one page of a list. */
  public static final int MAX_LOOKED_AT = TaskLists.LOOKED_AT;

  private final Router router;
  private final Deployment deployment;
  private final RunControl control;
  private final Shards shards;

  TaskControl(Router router, Deployment deployment, Shards shards) {
    this.router = router;
    this.deployment = deployment;
    this.control = router.messaging().control();
    this.shards = shards;
  }

  /**
   * How a task is.
   *
   * @throws ControlPlaneException NOT_FOUND: there is no such task
   */
  public TaskView find(String taskId) {
    return find(id(taskId));
  }

  private TaskView find(TaskId task) {
    return control.find(shards.of(task), task).orElseThrow(TaskControl::notFound);
  }

  /**
   * Some of the tasks, newest first. The order is fixed: while tasks come and go, each that stays
   * is on one page.
   *
   * @param after only those after this place, as an earlier page named it; null: from the newest on
   * @param max how many at most, at least one
   */
  public TaskPage list(TaskFilter filter, @Nullable TaskPlace after, int max) {
    return new TaskLists(control, shards).page(filter, after, max);
  }

  /**
   * Cancels a task: at once when no runtime has it, else its runtime does so, and whatever the task
   * does meanwhile it ends as cancelled. May be asked for again.
   *
   * @return how it is then
   * @throws ControlPlaneException NOT_FOUND; CONFLICT: it has completed or failed
   */
  public TaskView cancel(String taskId) {
    TaskId task = id(taskId);
    String operation = router.ids().uuid().toString();
    CancelReply reply = control.cancel(new CancelRequest(shards.of(task), task, operation));
    return switch (reply) {
      case CancelReply.Cancelled _, CancelReply.Requested _ -> find(task);
      case CancelReply.Ended(RunStatus status) ->
          throw conflict(
              "Task %s has %s already and cannot be cancelled".formatted(task, status.wire()));
      case CancelReply.Unknown _ -> throw notFound();
    };
  }

  /**
   * Has a task that failed or was cancelled begin anew under its id, from its input, on the version
   * of its service that is live. It enters its queue and its session like a new one.
   *
   * @return how it is then
   * @throws ControlPlaneException NOT_FOUND; CONFLICT: it has completed or not ended, or its
   *     service or its session is gone, or that is in use and tasks do not wait for it; OVERLOADED:
   *     a queue is full
   */
  public TaskView retry(String taskId) {
    TaskView task = find(taskId);
    ServiceId service = task.service();
    requireLive(service);
    SubmitLimits limits = Admission.limits(deployment.rules(), router.settings(), service);
    Shard shard = shards.of(task.task());
    RetryReply reply =
        control.retry(
            new RetryRequest(
                shard, task.task(), router.ids().uuid().toString(), task.attempts() + 1, limits));
    return switch (reply) {
      case RetryReply.Accepted _ -> find(task.task());
      case RetryReply.WrongStatus(RunStatus status) ->
          throw conflict(
              "Task %s is %s; only failed and cancelled tasks can be retried"
                  .formatted(task.task(), status.wire()));
      case RetryReply.OtherAttempt _ ->
          throw conflict(
              "Task %s was retried by somebody else just now; look at it first"
                  .formatted(task.task()));
      case RetryReply.Refused(SubmitReply.UnknownSession _) ->
          throw conflict(
              "Session '%s' of task %s was deleted; run a new task instead"
                  .formatted(task.session(), task.task()));
      case RetryReply.Refused(SubmitReply why) ->
          throw Objects.requireNonNull(
              new Refusals(router.load().later(), shard, service, task.session(), task.task())
                  .of(why));
      case RetryReply.Unknown _ -> throw notFound();
    };
  }

  /** A service that is gone would never take the task up. */
  private void requireLive(ServiceId service) {
    if (!deployment.live().containsKey(service)
        && !router.readAgain(deployment.name().value()).live().containsKey(service)) {
      throw conflict(
          "Service '%s' is no longer in deployment '%s'; deploy it again first"
              .formatted(service, deployment.name()));
    }
  }

  /**
   * Removes a task that has ended, with its events and its result.
   *
   * @throws ControlPlaneException NOT_FOUND; CONFLICT: it has not ended
   */
  public void delete(String taskId) {
    TaskId task = id(taskId);
    switch (control.delete(shards.of(task), task)) {
      case DeleteReply.Deleted _ -> {}
      case DeleteReply.Active(RunStatus status) ->
          throw conflict("Task %s is %s; cancel it first".formatted(task, status.wire()));
      case DeleteReply.Unknown _ -> throw notFound();
    }
  }

  private static ControlPlaneException conflict(String message) {
    return new ControlPlaneException(ErrorCode.CONFLICT, message);
  }

  static TaskId id(String text) {
    try {
      return new TaskId(text);
    } catch (InvalidIdException e) {
      throw notFound();
    }
  }

  static ControlPlaneException notFound() {
    return new ControlPlaneException(ErrorCode.NOT_FOUND, "Task not found");
  }
}
