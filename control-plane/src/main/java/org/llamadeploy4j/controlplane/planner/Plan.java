package org.llamadeploy4j.controlplane.planner;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.protocol.VersionId;

/**
 * Who should hold what, and why something is held by too few.
 *
 * @param assignments each says why
 * @param refusals wanted versions that lack a replica, each with the constraint that stands against
 *     it
 */
public record Plan(Set<Assignment> assignments, List<Refusal> refusals) {
  /** Copies the collections. */
  public Plan {
    assignments = Set.copyOf(assignments);
    refusals = List.copyOf(refusals);
  }

  /** Why this version lacks a replica; empty when it lacks none. */
  public Optional<String> refusalOf(VersionId version) {
    return refusals.stream()
        .filter(r -> r.wanted().id().equals(version))
        .map(Refusal::constraint)
        .findFirst();
  }

  /**
   * A version that lacks a replica.
   *
   * @param wanted which
   * @param constraint why no runtime can take it, in words for the operator
   */
  public record Refusal(Wanted wanted, String constraint) {}
}
