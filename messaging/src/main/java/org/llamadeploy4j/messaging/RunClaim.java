package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The right to write a run: fences every change (durability rule 1).
 *
 * @param shard where the run's keys live
 * @param task the run
 * @param runtime its owner
 * @param generation life of the data set that granted it
 * @param epoch count of the run's owners, from 1
 * @param token random, of this claim only
 */
public record RunClaim(
    Shard shard, TaskId task, RuntimeId runtime, long generation, long epoch, String token) {}
