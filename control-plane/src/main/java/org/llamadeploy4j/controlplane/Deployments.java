package org.llamadeploy4j.controlplane;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Durability;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.FleetStore.BeginReply;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.DeploymentFileParser;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.DeploymentSpec;
import org.llamadeploy4j.protocol.DurabilityLevel;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.ParsedDeployment;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes versions live: reads a deployment file, stores its code, asks the fleet for a rollout and
 * waits for the outcome. A deploy that fails changes nothing that is live.
 *
 * <p>Immutable; safe for use by many threads. Calls block, up to the wait of the settings.
 */
public final class Deployments {
  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

  private final Messaging messaging;
  private final DeploymentsSettings settings;
  private final ServiceSources sources;
  private final InstantSource clock;
  private final Ids ids;

  /** Both stores stay the caller's. */
  public Deployments(Messaging messaging, ArtifactStore artifacts, DeploymentsSettings settings) {
    this(
        messaging,
        artifacts,
        settings,
        InstantSource.system(),
        new Ids(InstantSource.system(), new SecureRandom()));
  }

  Deployments(
      Messaging messaging,
      ArtifactStore artifacts,
      DeploymentsSettings settings,
      InstantSource clock,
      Ids ids) {
    this.messaging = messaging;
    this.settings = settings;
    this.sources = new ServiceSources(new SourcePacker(settings.source()), artifacts);
    this.clock = clock;
    this.ids = ids;
  }

  /** How many deployments the fleet may have. */
  public int maxDeployments() {
    return settings.maxDeployments();
  }

  /**
   * Deploys, and returns once the new versions are live.
   *
   * @param yaml a deployment file
   * @param fileName what messages call it
   * @param basePath the folder that local sources are relative to and may not leave
   * @param reload whether the deployment must exist (true) or must not (false)
   * @throws ControlPlaneException INVALID_INPUT: the file, a source or the code is wrong; CONFLICT:
   *     the name is taken; NOT_FOUND: there is nothing to reload; OVERLOADED: there are too many
   *     deployments; UNAVAILABLE: no runtime took it in time
   * @throws InterruptedException when interrupted while waiting; the rollout goes on
   */
  public DeploymentName deploy(byte[] yaml, String fileName, Path basePath, boolean reload)
      throws InterruptedException {
    DeploymentSpec spec = parse(yaml, fileName);
    checkDurability(spec);
    Deployment present = present(spec.name(), reload);
    Incarnation incarnation = present == null ? ids.incarnation() : present.incarnation();
    Rollout rollout =
        new Rollout(
            ids.rollout(),
            spec.name(),
            incarnation,
            spec.defaultService(),
            versions(spec, incarnation, basePath),
            Rollout.State.PENDING,
            "",
            clock.instant(),
            spec.rules());
    try (RolloutWait wait = new RolloutWait(messaging, settings, rollout.id())) {
      begin(rollout, reload);
      LOG.info("Rollout {} of {} begins, reload={}", rollout.id(), spec.name(), reload);
      Rollout ended = wait.await();
      if (ended.state() == Rollout.State.FAILED) {
        throw new ControlPlaneException(RolloutCause.codeOf(ended.cause()), ended.cause());
      }
    }
    return spec.name();
  }

  private static DeploymentSpec parse(byte[] yaml, String fileName) {
    try {
      ParsedDeployment parsed = DeploymentFileParser.parse(yaml, fileName);
      parsed.warnings().forEach(w -> LOG.warn("{}", w));
      return parsed.spec();
    } catch (ProtocolException e) {
      throw new ControlPlaneException(ErrorCode.INVALID_INPUT, String.valueOf(e.getMessage()), e);
    }
  }

  private void checkDurability(DeploymentSpec spec) {
    DurabilityLevel needed = spec.durability();
    if (needed == null) {
      return;
    }
    Durability given = messaging.durability();
    if (!given.meets(needed)) {
      throw new ControlPlaneException(
          ErrorCode.INVALID_INPUT,
          "Deployment '%s' needs durability '%s', and the fleet has '%s' (%s); %s, or ask for less"
                  .formatted(
                      spec.name(), needed.word(), given.word(), given.settings(), cure(needed))
              + " in the deployment file");
    }
  }

  private static String cure(DurabilityLevel needed) {
    return switch (needed) {
      case EVERYSEC ->
          "set appendonly yes and appendfsync everysec on its Redis, and let its user read that"
              + " (+config|get)";
      case ALWAYS ->
          "start serve with --durability always, or set appendonly yes and appendfsync always on its"
              + " Redis and let its user read that (+config|get)";
      case REPLICATED ->
          "give its Redis a replica and appendonly yes, and start all programs with --durability"
              + " replicated";
    };
  }

  /** Looks before the work is done; {@link #begin} decides. */
  private @Nullable Deployment present(DeploymentName name, boolean reload) {
    FleetState fleet = messaging.fleet().read();
    Deployment present = fleet.deployments().get(name);
    if (present == null && reload) {
      throw unknown(name);
    }
    if (present != null && present.departure() != null) {
      throw leaving(name);
    }
    if (present != null && !reload) {
      throw taken(name);
    }
    if (present == null && fleet.deployments().size() >= settings.maxDeployments()) {
      throw ControlPlaneException.overloaded(
          "The fleet holds %d deployments, the most it may".formatted(fleet.deployments().size()),
          RetryAfter.LONGEST);
    }
    return present;
  }

  private Map<ServiceId, ServiceVersion> versions(
      DeploymentSpec spec, Incarnation incarnation, Path basePath) {
    Map<ServiceId, ArtifactHash> code = sources.store(spec, basePath);
    Map<ServiceId, ServiceVersion> versions = new LinkedHashMap<>();
    for (ServiceSpec service : spec.services()) {
      ArtifactHash artifact = Objects.requireNonNull(code.get(service.id()));
      versions.put(service.id(), VersionNames.version(incarnation, service, artifact));
    }
    return versions;
  }

  private void begin(Rollout rollout, boolean reload) {
    BeginReply reply = messaging.fleet().begin(rollout, reload);
    switch (reply) {
      case STARTED -> {}
      case NAME_TAKEN -> throw taken(rollout.deployment());
      case UNKNOWN -> throw unknown(rollout.deployment());
      case LEAVING -> throw leaving(rollout.deployment());
      case BUSY ->
          throw new ControlPlaneException(
              ErrorCode.CONFLICT,
              "Deployment '%s' is being deployed by somebody else; try again when that has ended"
                  .formatted(rollout.deployment()));
    }
  }

  private static ControlPlaneException taken(DeploymentName name) {
    return new ControlPlaneException(
        ErrorCode.CONFLICT,
        "Deployment '%s' exists already; reload it, or use another name".formatted(name));
  }

  private static ControlPlaneException leaving(DeploymentName name) {
    return new ControlPlaneException(
        ErrorCode.CONFLICT,
        "Deployment '%s' is being removed; deploy it again when it is gone".formatted(name));
  }

  private static ControlPlaneException unknown(DeploymentName name) {
    return new ControlPlaneException(
        ErrorCode.NOT_FOUND,
        "Deployment '%s' does not exist, so it cannot be reloaded".formatted(name));
  }
}
