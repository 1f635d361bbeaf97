package org.llamadeploy4j.workflow.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which events can occur inside the streams that a step opens, and so which steps join them. The
 * level of a step holds the types that its streams' members can become without leaving the stream:
 * steps that take one event or fill slots pass the level on, a join ends it and gives out one level
 * up. What is sent belongs to no stream. Immutable.
 *
 * <p>Computed as a least fixed point, since a level depends on the joins of the streams opened
 * inside it.
 */
public final class StreamLevels {

  private final Map<String, Set<String>> levels = new HashMap<>();
  private final Map<String, Set<String>> joins = new TreeMap<>();

  private StreamLevels() {}

  /** The levels of these steps' streams. */
  public static StreamLevels of(Collection<StepPlan> steps) {
    StreamLevels made = new StreamLevels();
    for (StepPlan step : steps) {
      if (step.gives().opensStreams()) {
        made.levels.put(step.name(), new HashSet<>(step.gives().members()));
        made.joins.put(step.name(), new TreeSet<>());
      }
    }
    boolean more = true;
    while (more) {
      more = false;
      for (String source : made.joins.keySet()) {
        more |= made.grow(source, steps);
      }
    }
    return made;
  }

  private boolean grow(String source, Collection<StepPlan> steps) {
    boolean more = false;
    for (StepPlan step : steps) {
      if (!occurs(step, source)) {
        continue;
      }
      more |=
          step.takes() instanceof Takes.Joined
              ? joinsOf(source).add(step.name())
              : levelOf(source).addAll(atOwnLevel(step, steps));
    }
    return more;
  }

  private boolean occurs(StepPlan step, String source) {
    return step.accepts().stream().anyMatch(levelOf(source)::contains);
  }

  /** What comes out of a step at the level at which it runs: by itself, its joins, its handler. */
  private Set<String> atOwnLevel(StepPlan step, Collection<StepPlan> steps) {
    Set<String> types = new HashSet<>();
    collect(step, steps, types, new HashSet<>());
    return types;
  }

  private void collect(
      StepPlan step, Collection<StepPlan> steps, Set<String> types, Set<String> seen) {
    if (!seen.add(step.name())) {
      return;
    }
    types.addAll(step.gives().returns());
    for (StepPlan other : steps) {
      boolean inner = joinsOf(step.name()).contains(other.name());
      boolean handler =
          other.takes() instanceof Takes.Failures f
              && (f.steps().isEmpty() || f.steps().contains(step.name()));
      if (inner || handler) {
        collect(other, steps, types, seen);
      }
    }
  }

  private Set<String> levelOf(String source) {
    return levels.getOrDefault(source, Set.of());
  }

  /** The steps that join the streams this step opens, by name; empty where it opens none. */
  public Set<String> joinsOf(String source) {
    return joins.getOrDefault(source, Set.of());
  }

  /** The types that can occur directly inside the streams this step opens. */
  public Set<String> typesIn(String source) {
    return Set.copyOf(levelOf(source));
  }
}
