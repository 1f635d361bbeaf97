package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.states.HeldStates;

/**
 * A deployment that is live.
 *
 * @param name its name
 * @param incarnation its present life
 * @param defaultService runs when a request names no service; null: there are no services
 * @param live the version of each service that new tasks go to
 * @param retired versions that were live and may still have runs, which stay on them
 * @param since when these versions became live
 * @param rules how its tasks are let in
 * @param departure how it goes; null: it stays
 * @param states what its sessions may hold
 */
public record Deployment(
    DeploymentName name,
    Incarnation incarnation,
    @Nullable ServiceId defaultService,
    Map<ServiceId, ServiceVersion> live,
    Set<ServiceVersion> retired,
    Instant since,
    AdmissionRules rules,
    @Nullable Departure departure,
    HeldStates states) {
  /**
   * Copies the collections, keeping the order of services; retired versions in the order of their
   * ids, in every process.
   */
  public Deployment {
    retired =
        retired.stream()
            .sorted(Comparator.comparing(ServiceVersion::id))
            .collect(
                Collectors.collectingAndThen(
                    Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
    live = Collections.unmodifiableMap(new LinkedHashMap<>(live));
  }

  /** How a deployment goes. It takes no new task either way. */
  public enum Departure {
    /** When its last task has ended. */
    DRAIN,
    /** Its tasks are cancelled. */
    CANCEL
  }

  /** The same on its way out; null: it stays. */
  public Deployment leaving(@Nullable Departure how) {
    return new Deployment(
        name, incarnation, defaultService, live, retired, since, rules, how, states);
  }

  /** The same with other states in its sessions. */
  public Deployment holding(HeldStates held) {
    return new Deployment(
        name, incarnation, defaultService, live, retired, since, rules, departure, held);
  }

  /** One that stays, whose file says nothing about how its tasks are let in, without states. */
  public Deployment(
      DeploymentName name,
      Incarnation incarnation,
      @Nullable ServiceId defaultService,
      Map<ServiceId, ServiceVersion> live,
      Set<ServiceVersion> retired,
      Instant since) {
    this(
        name,
        incarnation,
        defaultService,
        live,
        retired,
        since,
        AdmissionRules.DEFAULT,
        null,
        HeldStates.none());
  }
}
