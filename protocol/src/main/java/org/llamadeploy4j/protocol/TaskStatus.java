package org.llamadeploy4j.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a task is, without its input and result. In JSON the names are written with underscores, as
 * in {@code blocked_by}, moments as {@code 2026-01-01T00:00:00.005Z}.
 *
 * @param taskId the task
 * @param serviceId the service that runs it
 * @param sessionId the session it runs in; null: none
 * @param status where it stands
 * @param attempts how often it was submitted or retried, from 1
 * @param error why it failed or was cancelled; null: it did not
 * @param blockedBy the task that holds its session while it waits for it; null: none
 * @param cancelRequested whether its runtime was asked to cancel it; it does so before all else
 * @param createdAt when it was accepted
 * @param startedAt when a runtime took it up, in its last attempt; null: not yet
 * @param endedAt when it ended; null: not yet
 * @param version the version of the service that runs or ran it; null: not yet started
 * @param runtime who drives it; null: nobody now
 * @param startAt before which it is not started; null: it need not wait for that
 * @param lostClaims how often in a row its runtime was lost while a step of it was running and
 *     before anything was committed
 */
public record TaskStatus(
    String taskId,
    String serviceId,
    @Nullable String sessionId,
    RunStatus status,
    int attempts,
    @Nullable RunFailure error,
    @Nullable String blockedBy,
    boolean cancelRequested,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String version,
    @Nullable String runtime,
    @Nullable Instant startAt,
    int lostClaims) {
  /** Why a task failed whose runtime was lost too often; see {@link RunFailure#code}. */
  public static final String POISONED = "poisoned";

  /** Checks that what every task has is there. */
  public TaskStatus {
    RequiredField.check("task_id", taskId);
    RequiredField.check("service_id", serviceId);
    RequiredField.check("status", status);
    RequiredField.check("created_at", createdAt);
  }
}
