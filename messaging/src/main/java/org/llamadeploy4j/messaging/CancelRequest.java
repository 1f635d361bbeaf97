package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.TaskId;

/**
 * A wish to cancel a run.
 *
 * @param shard where the run's keys live
 * @param task the run
 * @param operationId unique per wish, without blanks; a repeated wish gets the first reply, also
 *     when the run was retried meanwhile
 */
public record CancelRequest(Shard shard, TaskId task, String operationId) {}
