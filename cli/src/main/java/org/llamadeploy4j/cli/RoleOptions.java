package org.llamadeploy4j.cli;

import java.nio.file.Path;

/**
 * What every role that runs as a process of its own was told.
 *
 * @param redis the Redis that joins the roles
 * @param namespace keeps fleets on one Redis apart
 * @param data the folder for artifacts and logs
 * @param kept how much of the past stays
 * @param limits the bounds that it keeps
 */
public record RoleOptions(
    RedisAddress redis, String namespace, Path data, KeptRuns kept, Limits limits) {}
