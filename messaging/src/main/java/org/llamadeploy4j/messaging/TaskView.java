package org.llamadeploy4j.messaging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A task as anybody may see it.
 *
 * @param task its id
 * @param service its service
 * @param version the version that runs or ran it; null: not yet claimed
 * @param session its session; null: none
 * @param status where it stands
 * @param result the result's or failure's JSON once it has ended, else null; results of completed
 *     runs only where payloads were asked for; not copied
 * @param input as submitted; null: payloads were not asked for; not copied
 * @param submittedAt store time
 * @param endedAt store time; null: not yet
 * @param blockedBy the task that holds its session while it waits for it; null: none
 * @param startedAt when a runtime first took it up, store time; null: not yet
 * @param runtime who drives it; null: nobody
 * @param attempts how often it was submitted or retried
 * @param cancelRequested whether its runtime was asked to cancel it
 * @param startAt before which it is not started; null: it may start when it was submitted
 * @param lostClaims how often in a row its runtime was lost while a step of it ran and before
 *     anything was committed
 */
public record TaskView(
    TaskId task,
    ServiceId service,
    @Nullable VersionId version,
    @Nullable SessionId session,
    RunStatus status,
    byte @Nullable [] result,
    byte @Nullable [] input,
    Instant submittedAt,
    @Nullable Instant endedAt,
    @Nullable TaskId blockedBy,
    @Nullable Instant startedAt,
    @Nullable RuntimeId runtime,
    int attempts,
    boolean cancelRequested,
    @Nullable Instant startAt,
    int lostClaims) {}
