package org.llamadeploy4j.serviceruntime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.StateShape;

/**
 * The decisions about the versions that one runtime holds, as a state machine without threads,
 * clock or I/O: fed with what the leader wants and what became of earlier actions, it says what is
 * to be done. Not thread-safe: one thread owns it.
 *
 * <p>A version goes from loading to loaded, from loaded to draining when it is no longer wanted
 * (and back, when it is again), and from draining to unloading when its last run has gone.
 */
final class PlacementCore {
  private final Map<Key, Placement> placements = new LinkedHashMap<>();

  /** Names a placement: two deployments may hold the same version and still share nothing. */
  record Key(Incarnation incarnation, VersionId version) {
    static Key of(Assignment assignment) {
      return new Key(assignment.incarnation(), assignment.version().id());
    }
  }

  private enum Phase {
    LOADING,
    LOADED,
    FAILED,
    DRAINING,
    UNLOADING
  }

  private static final class Placement {
    private Phase phase = Phase.LOADING;
    private boolean live;
    private boolean wanted = true;
    private PlacementState.Loaded described = new PlacementState.Loaded(List.of());
    private String cause = "";

    Placement(boolean live) {
      this.live = live;
    }
  }

  /** What is to be done. */
  sealed interface Action {
    /** Load it, and say how it went. */
    record Load(Assignment assignment) implements Action {}

    /** Claim its runs: unpinned ones as well while it is live. */
    record Serve(Key key, boolean live) implements Action {}

    /** Claim no more of its runs. */
    record Drain(Key key) implements Action {}

    /** Unload it, and say when that is done. */
    record Unload(Key key) implements Action {}
  }

  /** The leader wants these, and nothing else. */
  List<Action> wanted(Collection<Assignment> assignments) {
    Map<Key, Assignment> wanted = new LinkedHashMap<>();
    assignments.forEach(a -> wanted.put(Key.of(a), a));
    List<Action> actions = new ArrayList<>();
    for (Map.Entry<Key, Placement> entry : List.copyOf(placements.entrySet())) {
      if (!wanted.containsKey(entry.getKey())) {
        unwanted(entry.getKey(), entry.getValue(), actions);
      }
    }
    wanted.forEach((key, assignment) -> wanted(key, assignment, actions));
    return actions;
  }

  private void unwanted(Key key, Placement placement, List<Action> actions) {
    placement.wanted = false;
    switch (placement.phase) {
      case FAILED -> placements.remove(key);
      case LOADED -> {
        placement.phase = Phase.DRAINING;
        actions.add(new Action.Drain(key));
      }
      case LOADING, DRAINING, UNLOADING -> {}
    }
  }

  private void wanted(Key key, Assignment assignment, List<Action> actions) {
    Placement placement = placements.get(key);
    if (placement == null) {
      placements.put(key, new Placement(assignment.live()));
      actions.add(new Action.Load(assignment));
      return;
    }
    boolean changed = placement.live != assignment.live();
    placement.live = assignment.live();
    placement.wanted = true;
    if (placement.phase == Phase.DRAINING || (placement.phase == Phase.LOADED && changed)) {
      placement.phase = Phase.LOADED;
      actions.add(new Action.Serve(key, placement.live));
    }
  }

  /** It is loaded, and the fleet is to be told this about it. */
  List<Action> loaded(Key key, PlacementState.Loaded described) {
    Placement placement = placements.get(key);
    if (placement == null || placement.phase != Phase.LOADING) {
      return List.of();
    }
    placement.described = described;
    if (!placement.wanted) {
      placement.phase = Phase.DRAINING;
      return List.of();
    }
    placement.phase = Phase.LOADED;
    return List.of(new Action.Serve(key, placement.live));
  }

  /** It cannot be loaded. */
  void failed(Key key, String cause) {
    Placement placement = placements.get(key);
    if (placement == null || placement.phase != Phase.LOADING) {
      return;
    }
    if (placement.wanted) {
      placement.phase = Phase.FAILED;
      placement.cause = cause;
    } else {
      placements.remove(key);
    }
  }

  /** Looks for drained versions. */
  List<Action> drained(Predicate<Key> isIdle) {
    List<Action> actions = new ArrayList<>();
    placements.forEach((key, placement) -> {
      if (placement.phase == Phase.DRAINING && isIdle.test(key)) {
        placement.phase = Phase.UNLOADING;
        actions.add(new Action.Unload(key));
      }
    });
    return actions;
  }

  /** It is unloaded. If it is wanted again, the next look at the assignments loads it anew. */
  void unloaded(Key key) {
    Placement placement = placements.get(key);
    if (placement != null && placement.phase == Phase.UNLOADING) {
      placements.remove(key);
    }
  }

  /** Whether any placement is of this deployment's life. */
  boolean holds(Incarnation incarnation) {
    return placements.keySet().stream().anyMatch(k -> k.incarnation().equals(incarnation));
  }

  /**
   * What to tell the fleet. Of two placements of one version the one further from its goal.
   *
   * @param runs how many runs a placement has
   * @param states the states of a placement that is loaded
   */
  Map<VersionId, PlacementState> report(
      ToIntFunction<Key> runs, Function<Key, List<StateShape>> states) {
    Map<VersionId, PlacementState> report = new HashMap<>();
    placements.forEach((key, placement) ->
        state(placement, runs.applyAsInt(key), () -> states.apply(key))
            .ifPresent(
                state -> report.merge(key.version(), state, (a, b) -> rank(a) >= rank(b) ? a : b)));
    return report;
  }

  private static Optional<PlacementState> state(
      Placement placement, int runs, Supplier<List<StateShape>> states) {
    return switch (placement.phase) {
      case LOADING -> Optional.of(new PlacementState.Loading());
      case LOADED -> Optional.of(placement.described.with(states.get()));
      case FAILED -> Optional.of(new PlacementState.Failed(placement.cause));
      case DRAINING -> Optional.of(new PlacementState.Draining(runs));
      case UNLOADING -> Optional.empty();
    };
  }

  private static int rank(PlacementState state) {
    return switch (state) {
      case PlacementState.Failed _ -> 3;
      case PlacementState.Loading _ -> 2;
      case PlacementState.Draining _ -> 1;
      case PlacementState.Loaded _ -> 0;
    };
  }
}
