package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.SourceSpec;
import org.llamadeploy4j.protocol.VersionId;

/** Records of a fleet for tests: equal arguments make equal records. */
final class FleetScene {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private FleetScene() {}

  static ServiceVersion version(String service, int number) {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("ZETA_KEY", "sécret \"" + number + "\"\n");
    env.put("ALPHA", "");
    ServiceSpec spec =
        new ServiceSpec(
            new ServiceId(service),
            service + " of people",
            new SourceSpec(SourceSpec.Type.LOCAL, "./code"),
            number % 2 == 0 ? null : "Main.java:Flow",
            env,
            List.of("b.env", "a.env"));
    return new ServiceVersion(
        new VersionId("%032x".formatted(number)),
        spec,
        new ArtifactHash("%064x".formatted(number)));
  }

  static Rollout rollout(String id, String deployment, ServiceVersion... versions) {
    Map<ServiceId, ServiceVersion> byService = new LinkedHashMap<>();
    for (ServiceVersion version : versions) {
      byService.put(version.spec().id(), version);
    }
    return new Rollout(
        new RolloutId(id),
        new DeploymentName(deployment),
        new Incarnation("i" + deployment.toLowerCase(Locale.ROOT)),
        byService.isEmpty() ? null : byService.keySet().iterator().next(),
        byService,
        Rollout.State.PENDING,
        "",
        START.plusNanos(1_234_567),
        new AdmissionRules(
            SessionPolicy.REJECT,
            versions.length == 1 ? 3 : null,
            Duration.ofMinutes(90),
            versions.length == 2 ? Map.of(versions[0].spec().id(), 7) : Map.of()));
  }

  static Assignment assignment(String runtime, String deployment, ServiceVersion version) {
    return new Assignment(
        new RuntimeId(runtime),
        new DeploymentName(deployment),
        new Incarnation("i" + deployment),
        version,
        true,
        "least loaded");
  }

  static RuntimeReport report(String runtime, RuntimeReport.PlacementState... states) {
    Map<VersionId, RuntimeReport.PlacementState> placements = new LinkedHashMap<>();
    for (int i = 0; i < states.length; i++) {
      placements.put(version("any", i).id(), states[i]);
    }
    return new RuntimeReport(
        new RuntimeId(runtime), "host-" + runtime, 7, Map.of("gpu", "no", "arch", "x"), placements);
  }
}
