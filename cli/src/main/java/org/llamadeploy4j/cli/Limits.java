package org.llamadeploy4j.cli;

import java.util.Map;

/**
 * The bounds that a program keeps.
 *
 * @param set those that were set; the others are as usual
 */
public record Limits(Map<Limit, Integer> set) {
  /** All as usual. */
  public static final Limits DEFAULT = new Limits(Map.of());

  /** Copies the map. */
  public Limits {
    set = Map.copyOf(set);
  }

  /** What holds. */
  public int of(Limit limit) {
    return set.getOrDefault(limit, limit.usual());
  }
}
