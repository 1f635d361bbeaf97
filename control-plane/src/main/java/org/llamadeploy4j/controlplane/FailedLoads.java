package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * Which runtimes could not load which versions lately, so that a live version is not sent back
 * there at once. Owned by the leader's thread; bounded by what the runtimes report in one pause.
 */
final class FailedLoads {
  private final Duration pause;
  private final Map<Load, Failure> failures = new HashMap<>();

  FailedLoads(Duration pause) {
    this.pause = pause;
  }

  /** Takes in what the runtimes report and drops what is long past. */
  void note(Instant now, FleetState fleet) {
    for (RuntimeReport report : fleet.runtimes()) {
      report
          .placements()
          .forEach((version, state) -> {
            if (state instanceof PlacementState.Failed failed) {
              failures.putIfAbsent(
                  new Load(report.runtime(), version), new Failure(now, failed.cause()));
            }
          });
    }
    failures.values().removeIf(f -> !now.isBefore(f.at().plus(pause)));
  }

  /** Runtimes that should be left alone with this version for now, with the reason. */
  Map<RuntimeId, String> of(VersionId version) {
    return failures.entrySet().stream()
        .filter(e -> e.getKey().version().equals(version))
        .collect(
            Collectors.toMap(
                e -> e.getKey().runtime(), e -> "could not load it: " + e.getValue().cause()));
  }

  private record Load(RuntimeId runtime, VersionId version) {}

  private record Failure(Instant at, String cause) {}
}
