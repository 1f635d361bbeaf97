package org.llamadeploy4j.protocol;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How tasks of a deployment are let in. They may change without a new version of any service.
 *
 * @param sessionPolicy what becomes of a task whose session is in use
 * @param sessionQueue how many tasks may wait for one session; null: as many as the server allows
 * @param keyRetention how long an idempotency key is remembered after its task has ended
 * @param queues how many tasks may wait for a service; a service that is missing: as many as the
 *     server allows
 */
public record AdmissionRules(
    SessionPolicy sessionPolicy,
    @Nullable Integer sessionQueue,
    Duration keyRetention,
    Map<ServiceId, Integer> queues) {
  /** A deployment file that says nothing. */
  public static final AdmissionRules DEFAULT =
      new AdmissionRules(SessionPolicy.ENQUEUE, null, Duration.ofHours(24), Map.of());

  /** Copies the map, keeping its order. */
  public AdmissionRules {
    queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
  }
}
