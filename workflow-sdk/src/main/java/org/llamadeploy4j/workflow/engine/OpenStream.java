package org.llamadeploy4j.workflow.engine;

import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * A stream that is not closed: what a step gave out at once, and all that became of it.
 *
 * @param origin of the work that opened it; its stream is the one it was opened in, or 0
 * @param source the step that opened it
 * @param open work items and inner streams in it that have not ended
 * @param joins what the steps that join it have got so far, by step
 */
public record OpenStream(
    long id, Lineage origin, String source, long open, PMap<String, Joining> joins) {

  /**
   * What one step that joins has got.
   *
   * @param fired whether it was given to the step; then nothing more is
   */
  public record Joining(PVector<Arrival> arrivals, boolean fired) {
    static final Joining EMPTY = new Joining(TreePVector.empty(), false);
  }

  /** The stream it was opened in, or 0. */
  public long parent() {
    return origin.stream();
  }

  OpenStream opened() {
    return new OpenStream(id, origin, source, open + 1, joins);
  }

  OpenStream ended() {
    return new OpenStream(id, origin, source, open - 1, joins);
  }

  OpenStream joining(String step, Joining joining) {
    return new OpenStream(id, origin, source, open, joins.plus(step, joining));
  }
}
