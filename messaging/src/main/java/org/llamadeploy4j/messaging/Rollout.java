package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.ServiceId;

/**
 * An attempt to make new versions of a deployment live.
 *
 * @param id names it
 * @param deployment whose
 * @param incarnation the life it belongs to: a new one for a new deployment
 * @param defaultService runs when a request names no service; null: there are no services
 * @param versions one for each service
 * @param state where it stands
 * @param cause why it failed; empty otherwise
 * @param startedAt when it was asked for
 * @param rules how tasks of the deployment are let in once it is live
 */
public record Rollout(
    RolloutId id,
    DeploymentName deployment,
    Incarnation incarnation,
    @Nullable ServiceId defaultService,
    Map<ServiceId, ServiceVersion> versions,
    State state,
    String cause,
    Instant startedAt,
    AdmissionRules rules) {
  /** Copies the map, keeping its order. */
  public Rollout {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /** Where a rollout stands. */
  public enum State {
    /** Runtimes load its versions. */
    PENDING,
    /** Its versions are live. */
    LIVE,
    /** It ended without effect. */
    FAILED
  }
}
