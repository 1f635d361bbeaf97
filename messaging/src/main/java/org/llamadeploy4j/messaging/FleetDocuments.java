package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.EventShape;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.JournalMode;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.SourceSpec;
import org.llamadeploy4j.protocol.StreamMode;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.HeldState;
import org.llamadeploy4j.protocol.states.HeldStates;
import org.llamadeploy4j.protocol.states.StateShape;

/**
 * How the fleet's records are stored: as JSON, in an order that makes equal records equal texts.
 * They may hold secrets of workflows, so they are never part of a message or a log.
 *
 * <p>Over 300 lines: each record's writing stands beside its reading, and records hold each other.
 */
final class FleetDocuments {
  private FleetDocuments() {}

  static byte[] write(Rollout rollout) {
    return ProtocolJson.write(
        new StoredRollout(
            rollout.id().value(),
            rollout.deployment().value(),
            rollout.incarnation().value(),
            text(rollout.defaultService()),
            stored(rollout.versions().values()),
            rollout.state().name(),
            rollout.cause(),
            rollout.startedAt().toString(),
            StoredRules.of(rollout.rules())));
  }

  static Rollout rollout(byte[] json) {
    StoredRollout stored = ProtocolJson.read(json, StoredRollout.class);
    return new Rollout(
        new RolloutId(stored.id()),
        new DeploymentName(stored.deployment()),
        new Incarnation(stored.incarnation()),
        service(stored.defaultService()),
        byService(stored.versions()),
        Rollout.State.valueOf(stored.state()),
        stored.cause(),
        Instant.parse(stored.startedAt()),
        StoredRules.rules(stored.rules()));
  }

  static byte[] write(Deployment deployment) {
    return ProtocolJson.write(
        new StoredDeployment(
            deployment.name().value(),
            deployment.incarnation().value(),
            text(deployment.defaultService()),
            stored(deployment.live().values()),
            stored(
                deployment.retired().stream()
                    .sorted(Comparator.comparing(ServiceVersion::id))
                    .toList()),
            deployment.since().toString(),
            StoredRules.of(deployment.rules()),
            deployment.states().all().stream().map(StoredState::of).toList()));
  }

  static Deployment deployment(byte[] json) {
    StoredDeployment stored = ProtocolJson.read(json, StoredDeployment.class);
    return new Deployment(
        new DeploymentName(stored.name()),
        new Incarnation(stored.incarnation()),
        service(stored.defaultService()),
        byService(stored.live()),
        stored.retired().stream().map(StoredVersion::version).collect(Collectors.toSet()),
        Instant.parse(stored.since()),
        StoredRules.rules(stored.rules()),
        null,
        StoredState.held(stored.states()));
  }

  static byte[] write(Set<Assignment> assignments) {
    return ProtocolJson.write(
        new StoredAssignments(
            assignments.stream()
                .sorted(
                    Comparator.comparing(Assignment::runtime)
                        .thenComparing(Assignment::deployment)
                        .thenComparing(assignment -> assignment.version().spec().id())
                        .thenComparing(assignment -> assignment.version().id()))
                .map(StoredAssignment::of)
                .toList()));
  }

  static Set<Assignment> assignments(byte[] json) {
    return ProtocolJson.read(json, StoredAssignments.class).assignments().stream()
        .map(StoredAssignment::assignment)
        .collect(Collectors.toSet());
  }

  static byte[] write(RuntimeReport report) {
    Map<VersionId, RuntimeReport.PlacementState> sorted = new TreeMap<>(report.placements());
    return ProtocolJson.write(
        new StoredReport(
            report.runtime().value(),
            report.host(),
            report.capacity(),
            new TreeMap<>(report.labels()),
            sorted.entrySet().stream()
                .map(placement -> StoredPlacement.of(placement.getKey(), placement.getValue()))
                .toList()));
  }

  static RuntimeReport report(byte[] json) {
    StoredReport stored = ProtocolJson.read(json, StoredReport.class);
    return new RuntimeReport(
        new RuntimeId(stored.runtime()),
        stored.host(),
        stored.capacity(),
        stored.labels(),
        stored.placements().stream()
            .collect(
                Collectors.toMap(
                    placement -> new VersionId(placement.version()), StoredPlacement::state)));
  }

  private static @Nullable String text(@Nullable ServiceId service) {
    return service == null ? null : service.value();
  }

  private static @Nullable ServiceId service(@Nullable String text) {
    return text == null ? null : new ServiceId(text);
  }

  private static List<StoredVersion> stored(Collection<ServiceVersion> versions) {
    return versions.stream().map(StoredVersion::of).toList();
  }

  private static Map<ServiceId, ServiceVersion> byService(List<StoredVersion> stored) {
    Map<ServiceId, ServiceVersion> versions = new LinkedHashMap<>();
    for (StoredVersion version : stored) {
      versions.put(new ServiceId(version.service()), version.version());
    }
    return versions;
  }

  private record StoredRollout(
      String id,
      String deployment,
      String incarnation,
      @Nullable String defaultService,
      List<StoredVersion> versions,
      String state,
      String cause,
      String startedAt,
      @Nullable StoredRules rules) {}

  private record StoredDeployment(
      String name,
      String incarnation,
      @Nullable String defaultService,
      List<StoredVersion> live,
      List<StoredVersion> retired,
      String since,
      @Nullable StoredRules rules,
      @Nullable List<StoredState> states) {}

  private record StoredState(String service, String name, String schema, String shape) {
    static StoredState of(HeldState state) {
      return new StoredState(state.service().value(), state.name(), state.schema(), state.shape());
    }

    /** Documents of former builds have none. */
    static HeldStates held(@Nullable List<StoredState> stored) {
      return stored == null
          ? HeldStates.none()
          : new HeldStates(
              stored.stream()
                  .map(s ->
                      new HeldState(new ServiceId(s.service()), s.name(), s.schema(), s.shape()))
                  .toList());
    }
  }

  private record StoredRules(
      SessionPolicy sessionPolicy,
      @Nullable Integer sessionQueue,
      long keyRetentionSeconds,
      Map<String, Integer> queues) {
    static StoredRules of(AdmissionRules rules) {
      Map<String, Integer> queues = new LinkedHashMap<>();
      rules.queues().forEach((service, limit) -> queues.put(service.value(), limit));
      return new StoredRules(
          rules.sessionPolicy(), rules.sessionQueue(), rules.keyRetention().toSeconds(), queues);
    }

    /** Documents of former builds have none. */
    static AdmissionRules rules(@Nullable StoredRules stored) {
      if (stored == null) {
        return AdmissionRules.DEFAULT;
      }
      Map<ServiceId, Integer> queues = new LinkedHashMap<>();
      stored.queues().forEach((service, limit) -> queues.put(new ServiceId(service), limit));
      return new AdmissionRules(
          stored.sessionPolicy(),
          stored.sessionQueue(),
          Duration.ofSeconds(stored.keyRetentionSeconds()),
          queues);
    }
  }

  private record StoredVersion(
      String id,
      String artifact,
      String service,
      String name,
      StoredSource source,
      @Nullable String path,
      Map<String, String> env,
      List<String> envFiles,
      @Nullable StreamMode stream,
      @Nullable JournalMode journal) {
    static StoredVersion of(ServiceVersion version) {
      ServiceSpec spec = version.spec();
      return new StoredVersion(
          version.id().value(),
          version.artifact().value(),
          spec.id().value(),
          spec.name(),
          new StoredSource(spec.source().type().name(), spec.source().location()),
          spec.path(),
          spec.env(),
          spec.envFiles(),
          spec.stream(),
          spec.journal());
    }

    /** In documents of former builds no version has a mode of its streams or its journals. */
    ServiceVersion version() {
      SourceSpec.Type type = SourceSpec.Type.valueOf(source.type());
      ServiceSpec spec =
          new ServiceSpec(
              new ServiceId(service),
              name,
              new SourceSpec(type, source.location()),
              path,
              env,
              envFiles,
              stream == null ? StreamMode.LIVE : stream,
              journal == null ? JournalMode.WHOLE : journal);
      return new ServiceVersion(new VersionId(id), spec, new ArtifactHash(artifact));
    }
  }

  private record StoredSource(String type, String location) {}

  /** A list of its own would not be read back with its element type. */
  private record StoredAssignments(List<StoredAssignment> assignments) {}

  private record StoredAssignment(
      String runtime,
      String deployment,
      String incarnation,
      StoredVersion version,
      boolean live,
      String why) {
    static StoredAssignment of(Assignment assignment) {
      return new StoredAssignment(
          assignment.runtime().value(),
          assignment.deployment().value(),
          assignment.incarnation().value(),
          StoredVersion.of(assignment.version()),
          assignment.live(),
          assignment.why());
    }

    Assignment assignment() {
      return new Assignment(
          new RuntimeId(runtime),
          new DeploymentName(deployment),
          new Incarnation(incarnation),
          version.version(),
          live,
          why);
    }
  }

  private record StoredReport(
      String runtime,
      String host,
      int capacity,
      Map<String, String> labels,
      List<StoredPlacement> placements) {}

  /** One form for all states; what a state does not have is empty. */
  private record StoredPlacement(
      String version,
      Kind kind,
      List<String> warnings,
      String cause,
      int runs,
      @Nullable List<EventShape> events,
      @Nullable List<String> steps,
      @Nullable List<String> childSteps,
      @Nullable List<StateShape> states) {
    private enum Kind {
      LOADING,
      LOADED,
      FAILED,
      DRAINING
    }

    static StoredPlacement of(VersionId id, RuntimeReport.PlacementState state) {
      String version = id.value();
      return switch (state) {
        case RuntimeReport.PlacementState.Loading() -> of(version, Kind.LOADING, "", 0);
        case RuntimeReport.PlacementState.Loaded(
                List<String> warnings,
                EventShapes events,
                List<StateShape> states) ->
            new StoredPlacement(
                version,
                Kind.LOADED,
                warnings,
                "",
                0,
                events.all(),
                events.steps(),
                events.childSteps(),
                states);
        case RuntimeReport.PlacementState.Failed(String cause) ->
            of(version, Kind.FAILED, cause, 0);
        case RuntimeReport.PlacementState.Draining(int runs) ->
            of(version, Kind.DRAINING, "", runs);
      };
    }

    private static StoredPlacement of(String version, Kind kind, String cause, int runs) {
      return new StoredPlacement(version, kind, List.of(), cause, runs, null, null, null, null);
    }

    RuntimeReport.PlacementState state() {
      return switch (kind) {
        case LOADING -> new RuntimeReport.PlacementState.Loading();
        case LOADED -> new RuntimeReport.PlacementState.Loaded(warnings, shapes(), orEmpty(states));
        case FAILED -> new RuntimeReport.PlacementState.Failed(cause);
        case DRAINING -> new RuntimeReport.PlacementState.Draining(runs);
      };
    }

    /** Reports of former builds have none. */
    private EventShapes shapes() {
      return events == null
          ? EventShapes.unknown()
          : new EventShapes(events, orEmpty(steps), orEmpty(childSteps));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> told) {
      return told == null ? List.of() : told;
    }
  }
}
