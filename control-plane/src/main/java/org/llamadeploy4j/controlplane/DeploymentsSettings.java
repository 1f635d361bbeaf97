package org.llamadeploy4j.controlplane;

import java.time.Duration;

/**
 * How deploying behaves.
 *
 * @param outcomeWait how long a deploy waits for runtimes to load its versions
 * @param sweep how often it looks by itself, should a wake-up be lost
 * @param maxDeployments how many deployments a fleet may have
 * @param source how large the source of a service may be
 */
public record DeploymentsSettings(
    Duration outcomeWait, Duration sweep, int maxDeployments, SourceLimits source) {
  /** 30 s, looked at twice a second, 1,000 deployments. */
  public static DeploymentsSettings defaults() {
    return new DeploymentsSettings(
        Duration.ofSeconds(30), Duration.ofMillis(500), 1_000, SourceLimits.defaults());
  }

  /** The same with another bound on deployments. */
  public DeploymentsSettings withMaxDeployments(int deployments) {
    return new DeploymentsSettings(outcomeWait, sweep, deployments, source);
  }

  /** The same with another wait. */
  public DeploymentsSettings withOutcomeWait(Duration wait) {
    return new DeploymentsSettings(wait, sweep, maxDeployments, source);
  }
}
