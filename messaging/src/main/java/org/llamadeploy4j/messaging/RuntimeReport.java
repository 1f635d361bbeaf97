package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.Map;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.StateShape;

/**
 * What a runtime says about itself.
 *
 * @param runtime its id
 * @param host where it runs, for people
 * @param capacity how many versions it may hold
 * @param labels free words that services may ask for
 * @param placements what became of its assignments
 */
public record RuntimeReport(
    RuntimeId runtime,
    String host,
    int capacity,
    Map<String, String> labels,
    Map<VersionId, PlacementState> placements) {
  /** Copies the maps. */
  public RuntimeReport {
    labels = Map.copyOf(labels);
    placements = Map.copyOf(placements);
  }

  /** What became of one assignment. */
  public sealed interface PlacementState {
    /** It is being fetched, compiled, loaded. */
    record Loading() implements PlacementState {}

    /**
     * It takes runs.
     *
     * @param warnings what loads but is probably a mistake
     * @param events what its runs take from outside
     * @param states its state types, as far as they are known; empty where it does not say
     */
    record Loaded(List<String> warnings, EventShapes events, List<StateShape> states)
        implements PlacementState {
      /** Copies the lists. */
      public Loaded {
        warnings = List.copyOf(warnings);
        states = List.copyOf(states);
      }

      /** The same with these states. */
      public Loaded with(List<StateShape> known) {
        return new Loaded(warnings, events, known);
      }

      /** One that does not say what its states look like. */
      public Loaded(List<String> warnings, EventShapes events) {
        this(warnings, events, List.of());
      }

      /** One that does not say what its runs take either. */
      public Loaded(List<String> warnings) {
        this(warnings, EventShapes.unknown());
      }
    }

    /** It cannot be loaded; the cause is for its author. */
    record Failed(String cause) implements PlacementState {}

    /** It takes no new runs and ends those it has. */
    record Draining(int runs) implements PlacementState {}
  }
}
