package org.llamadeploy4j.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.RenewReply;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A runtime of a simulated fleet: what it holds, its assignments as it saw them last, and the runs
 * that it drives.
 */
final class SimRuntime {
  /** A runtime that has not looked for this long has lost its leases and claims nothing. */
  private static final Duration STALE_VIEW = Duration.ofSeconds(8);

  /** Longer than in a fleet, since it looks more rarely. */
  private static final Duration SEEN_FOR = Duration.ofSeconds(10);

  private static final int CAPACITY = 8;

  private static final Comparator<Assignment> BY_VERSION =
      Comparator.comparing((Assignment a) -> a.version().id()).thenComparing(Assignment::live);

  private final SimFleet fleet;
  private final RuntimeId id;
  private final Map<VersionId, PlacementState> placements = new HashMap<>();
  private final Deque<Driven> driven = new ArrayDeque<>();
  private List<Assignment> mine = List.of();
  private Instant lookedAt;

  SimRuntime(SimFleet fleet) {
    this.fleet = fleet;
    this.id = new RuntimeId("r" + fleet.next());
    this.lookedAt = fleet.now();
  }

  private record Driven(VersionId version, ClaimedRun run) {}

  /** Takes up its assignments, keeps its leases and says what it holds. */
  void look() {
    lookedAt = fleet.now();
    mine =
        fleet.messaging.fleet().read().assignments().stream()
            .filter(a -> a.runtime().equals(id))
            .sorted(BY_VERSION) // a set has another order in each process
            .toList();
    List<VersionId> wanted = mine.stream().map(a -> a.version().id()).toList();
    placements.keySet().removeIf(v -> !wanted.contains(v) && drives(v) == 0);
    placements.replaceAll((v, state) -> wanted.contains(v) ? wanted(state) : draining(v));
    wanted.forEach(v -> placements.putIfAbsent(v, new PlacementState.Loading()));
    shards().forEach(this::renew);
    report();
  }

  private Set<Shard> shards() {
    Set<Shard> shards = new LinkedHashSet<>();
    driven.forEach(d -> shards.add(d.run().claim().shard()));
    mine.forEach(a -> shards.add(new Shard(a.incarnation(), 0)));
    return shards;
  }

  /** Where the store has lost claims, or remembers others, it gives back what it has there. */
  private void renew(Shard shard) {
    RenewReply reply = runs().renew(shard, id, SimFleet.LEASE);
    Set<TaskId> here =
        driven.stream()
            .map(d -> d.run().claim())
            .filter(c -> c.shard().equals(shard) && c.generation() == reply.generation())
            .map(RunClaim::task)
            .collect(Collectors.toSet());
    if (!here.equals(reply.owned().keySet())) {
      driven.removeIf(d -> d.run().claim().shard().equals(shard));
      runs().release(shard, id, false);
    }
  }

  /** One that drains and is wanted again is still loaded. */
  private static PlacementState wanted(PlacementState state) {
    return state instanceof PlacementState.Draining ? new PlacementState.Loaded(List.of()) : state;
  }

  private PlacementState draining(VersionId version) {
    return new PlacementState.Draining(drives(version));
  }

  private int drives(VersionId version) {
    return (int) driven.stream().filter(d -> d.version().equals(version)).count();
  }

  void finishLoads(boolean fail) {
    placements.replaceAll((version, state) ->
        state instanceof PlacementState.Loading ? loaded(version, fail) : state);
    report();
  }

  private PlacementState loaded(VersionId version, boolean fail) {
    if (fail) {
      return new PlacementState.Failed("it does not compile");
    }
    fleet.loaded(version);
    return new PlacementState.Loaded(List.of());
  }

  /** Takes a run by what it knows, which may be old. */
  void claim() {
    if (!mine.isEmpty()) {
      claim(mine.get(fleet.random.nextInt(mine.size())));
    }
  }

  void claimAll() {
    mine.forEach(this::claim);
  }

  private void claim(Assignment a) {
    boolean stale = fleet.now().isAfter(lookedAt.plus(STALE_VIEW));
    if (stale || !(placements.get(a.version().id()) instanceof PlacementState.Loaded)) {
      return;
    }
    ClaimRequest wish =
        new ClaimRequest(
            new Shard(a.incarnation(), 0),
            a.version().spec().id(),
            a.version().id(),
            a.live(),
            1,
            id,
            SimFleet.LEASE,
            1,
            "claim-" + fleet.next());
    for (ClaimedRun run : runs().claim(wish)) {
      assertThat(fleet.messaging.fleet().read().deployments().values())
          .as(fleet.name("a claimed run's version is known"))
          .anyMatch(d -> d.retired().contains(a.version()) || d.live().containsValue(a.version()));
      driven.add(new Driven(a.version().id(), run));
    }
  }

  /** Ends the run that it has had longest, if the store still knows it as its own. */
  void finishRun() {
    Driven oldest = driven.poll();
    if (oldest == null) {
      return;
    }
    CommitRequest last =
        new CommitRequest(
            oldest.run().claim(), "end-" + fleet.next(), 0, List.of(), List.of(), 0, false);
    byte[] result = "1".getBytes(UTF_8);
    CommitReply reply =
        runs().complete(new CompleteRequest(last, RunStatus.COMPLETED, result, null));
    if (reply instanceof CommitReply.Committed) {
      fleet.ended(oldest.run().claim().task());
    }
  }

  private RunStore runs() {
    return fleet.messaging.runs();
  }

  private void report() {
    fleet
        .messaging
        .fleet()
        .report(new RuntimeReport(id, "host", CAPACITY, Map.of(), placements), SEEN_FOR);
  }
}
