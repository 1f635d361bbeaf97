package org.llamadeploy4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code llamactl serve} was told.
 *
 * @param deploymentFile what to deploy at the start; null: nothing but what was deployed before
 * @param host the address to listen at
 * @param port the port to listen at; 0: a free one
 * @param redis a Redis that somebody else runs; null: start one
 * @param namespace keeps fleets on one Redis apart
 * @param durability of a Redis started here; never {@code replicated}
 * @param data the folder for data and logs
 * @param parkAfter how long nothing happens to a run that waits until it leaves memory
 * @param placements how many runtimes hold each live version, where there are so many; at least 1
 * @param kept how much of the past stays
 * @param limits the bounds that it keeps
 */
public record ServeOptions(
    @Nullable Path deploymentFile,
    String host,
    int port,
    @Nullable RedisAddress redis,
    String namespace,
    Durability durability,
    Path data,
    Duration parkAfter,
    int placements,
    KeptRuns kept,
    Limits limits) {}
