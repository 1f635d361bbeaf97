package org.llamadeploy4j.workflow.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Where an event or a work item comes from.
 *
 * @param stream the innermost stream it belongs to, or 0
 * @param recoveries how often each error handler was called on the way to it
 */
public record Lineage(long stream, Map<String, Integer> recoveries) {

  /** Of no stream and no failure. */
  public static final Lineage ROOT = new Lineage(0, Map.of());

  public Lineage {
    recoveries = Map.copyOf(recoveries);
  }

  /** What is sent leaves its stream. */
  Lineage outside() {
    return stream == 0 ? this : new Lineage(0, recoveries);
  }

  Lineage in(long newStream) {
    return stream == newStream ? this : new Lineage(newStream, recoveries);
  }

  int recoveries(String handler) {
    return recoveries.getOrDefault(handler, 0);
  }

  Lineage recovered(String handler) {
    Map<String, Integer> more = new HashMap<>(recoveries);
    more.merge(handler, 1, Integer::sum);
    return new Lineage(stream, more);
  }

  /**
   * What this and the lineages of others come to in its stream: of each handler, the most calls.
   */
  Lineage joining(Iterable<Arrival> arrivals) {
    Map<String, Integer> most = new HashMap<>(recoveries);
    for (Arrival arrival : arrivals) {
      arrival.lineage().recoveries().forEach((h, n) -> most.merge(h, n, Math::max));
    }
    return new Lineage(stream, most);
  }
}
