package org.llamadeploy4j.dist;

import org.llamadeploy4j.apiserver.ApiServerSettings;
import org.llamadeploy4j.cli.Limit;
import org.llamadeploy4j.cli.Limits;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.RedisSettings;
import org.llamadeploy4j.messaging.RunBounds;
import org.llamadeploy4j.serviceruntime.RuntimeSettings;

/**
 * The bounds that a program was told, in the settings of its parts. Stateless.
 *
 * @param limits what it was told
 */
record AppliedLimits(Limits limits) {
  private static final int KILOBYTE = 1 << 10;
  private static final int MEGABYTE = 1 << 20;

  /** As if nothing had been told. */
  static final AppliedLimits USUAL = new AppliedLimits(Limits.DEFAULT);

  RedisSettings in(RedisSettings settings) {
    return settings
        .withMemoryLimitBytes(megabytes(Limit.REDIS_MEGABYTES))
        .withBounds(
            new RunBounds(
                megabytes(Limit.RUN_MEGABYTES),
                limits.of(Limit.INBOX_EVENTS),
                limits.of(Limit.INBOX_KILOBYTES) * KILOBYTE));
  }

  EmbeddedRedisSettings in(EmbeddedRedisSettings settings) {
    return settings.withMaxMemoryBytes(megabytes(Limit.REDIS_MEGABYTES));
  }

  ApiServerSettings in(ApiServerSettings settings) {
    return settings
        .with(
            settings
                .router()
                .withLimits(limits.of(Limit.SESSIONS), limits.of(Limit.WAITING_CALLERS)),
            in(settings.deployments()))
        .withLimits(limits.of(Limit.BODY_MEGABYTES) * MEGABYTE, limits.of(Limit.EVENT_STREAMS));
  }

  DeploymentsSettings in(DeploymentsSettings settings) {
    return settings.withMaxDeployments(limits.of(Limit.DEPLOYMENTS));
  }

  RuntimeSettings in(RuntimeSettings settings) {
    return settings
        .withCapacity(limits.of(Limit.VERSIONS))
        .with(
            new RuntimeSettings.Limits(
                limits.of(Limit.RUNNING_RUNS),
                limits.of(Limit.WAITING_RUNS),
                limits.of(Limit.ABANDONED_STEPS),
                settings.limits().stepGrace()));
  }

  private long megabytes(Limit limit) {
    return (long) limits.of(limit) * MEGABYTE;
  }
}
