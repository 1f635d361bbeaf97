package org.llamadeploy4j.dist;

import java.util.Optional;
import java.util.UUID;
import org.llamadeploy4j.messaging.FleetIdentity;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.FolderArtifactStore;

/**
 * Keeps two fleets from mixing on one Redis: a namespace there belongs to one folder of artifacts,
 * which both know by an id. Whoever comes with another folder would deploy code that the others do
 * not find, and run theirs. Holds no state.
 *
 * @param fleet what the namespace knows
 * @param artifacts what the folder knows
 * @param where where the artifacts are, for people
 * @param redis what the namespace is in, for people
 */
record FleetGuard(FleetStore fleet, FolderArtifactStore artifacts, String where, String redis) {
  /**
   * Makes sure that the namespace and the folder belong together, and joins them when neither
   * belongs to anybody. Writes nothing when it refuses.
   *
   * @param ownRedis whether the Redis is this program's own, so that nobody else can have the
   *     namespace
   * @throws ProgramException when the namespace is another fleet's
   */
  void check(boolean ownRedis) {
    Optional<FleetIdentity> known = fleet.identity();
    Optional<String> here = artifacts.fleet();
    if (here.isEmpty() && known.isPresent() && !ownRedis) {
      throw refusal(known.get());
    }
    String id =
        here.orElseGet(() ->
            artifacts.claim(known.map(FleetIdentity::id).orElse(UUID.randomUUID().toString())));
    FleetIdentity owner = fleet.identify(new FleetIdentity(id, where));
    if (!owner.id().equals(id)) {
      throw refusal(owner);
    }
  }

  private ProgramException refusal(FleetIdentity owner) {
    return new ProgramException(
        """
        %s belongs to another fleet, whose code is in %s; this one's is in %s.
          Two fleets on one Redis: give each a namespace of its own with --namespace NAME.
          One fleet: start all its programs with --data on folders that share the artifacts.
          This folder in place of the other: write %s into %s.\
        """
            .formatted(redis, owner.artifacts(), where, owner.id(), artifacts.fleetFile()));
  }
}
