package org.llamadeploy4j.controlplane.planner;

import java.util.List;
import java.util.Set;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.RuntimeReport;

/**
 * What is wanted and what is there.
 *
 * @param wanted versions to place, each at most once
 * @param runtimes those that live, with what they say they hold
 * @param assignments what was planned last
 */
public record ClusterState(
    List<Wanted> wanted, List<RuntimeReport> runtimes, Set<Assignment> assignments) {
  /** Copies the collections. */
  public ClusterState {
    wanted = List.copyOf(wanted);
    runtimes = List.copyOf(runtimes);
    assignments = Set.copyOf(assignments);
  }
}
