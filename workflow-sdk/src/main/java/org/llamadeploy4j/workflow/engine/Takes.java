package org.llamadeploy4j.workflow.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What makes a step run; all types are logical names of exact events. */
public sealed interface Takes {

  /** One event of any of these types. */
  record One(Set<String> types) implements Takes {
    public One {
      types = Set.copyOf(types);
    }
  }

  /**
   * One event for each slot, all of the same stream level. An event goes to the first empty slot of
   * the oldest incomplete set that takes it.
   *
   * @param slots at least two; the types of each
   */
  record Slots(List<Set<String>> slots) implements Takes {
    public Slots {
      slots = slots.stream().map(Set::copyOf).toList();
    }
  }

  /**
   * The events of these types in which the members of the nearest stream end.
   *
   * @param take runs when so many are there; 0 when the stream is closed
   */
  record Joined(Set<String> types, int take) implements Takes {
    public Joined {
      types = Set.copyOf(types);
    }
  }

  /**
   * The failure of another step.
   *
   * @param steps the steps it stands in for, or empty for all that no other handler names
   * @param maxRecoveries how often it may be called in one lineage, at least 1
   */
  record Failures(Set<String> steps, int maxRecoveries) implements Takes {
    public Failures {
      steps = Set.copyOf(steps);
    }
  }

  /** Every type an event of which goes to the step. */
  default Set<String> types() {
    return switch (this) {
      case One t -> t.types();
      case Slots t ->
          t.slots().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
      case Joined t -> t.types();
      case Failures t -> Set.of();
    };
  }
}
