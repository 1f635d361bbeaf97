package org.llamadeploy4j.controlplane.planner;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

/** A runtime while a plan is made. Owned by the thread that plans. */
final class Node {
  private final RuntimeReport report;
  private final Set<VersionId> planned = new HashSet<>();
  private final Set<VersionId> held = new HashSet<>();
  private int reserved;

  Node(RuntimeReport report) {
    this.report = report;
    report.placements().forEach(this::noteHeld);
  }

  private void noteHeld(VersionId version, PlacementState state) {
    boolean takesRoom =
        switch (state) {
          case PlacementState.Loading _, PlacementState.Loaded _, PlacementState.Draining _ -> true;
          case PlacementState.Failed _ -> false;
        };
    if (takesRoom) {
      held.add(version);
    }
  }

  RuntimeId id() {
    return report.runtime();
  }

  String host() {
    return report.host();
  }

  int capacity() {
    return report.capacity();
  }

  void plan(VersionId version) {
    planned.add(version);
  }

  /** Keeps one place for a version that cannot come before another one is unloaded. */
  void reserve() {
    reserved++;
  }

  boolean plans(VersionId version) {
    return planned.contains(version);
  }

  boolean holds(VersionId version) {
    return held.contains(version);
  }

  /** Whether a placement of before may stay: what is merely on its way out does not count here. */
  boolean hasRoomToStay() {
    return planned.size() + reserved < capacity();
  }

  /** Whether there is room for one more, with all that has not been unloaded yet. */
  boolean hasRoomFor(VersionId version) {
    return hasRoomToStay() && (held.contains(version) || load() + reserved < capacity());
  }

  /** How many versions it holds or is to hold. */
  int load() {
    Set<VersionId> all = new HashSet<>(held);
    all.addAll(planned);
    return all.size();
  }

  boolean hasLabels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .allMatch(l -> l.getValue().equals(report.labels().get(l.getKey())));
  }
}
