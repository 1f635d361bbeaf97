package org.llamadeploy4j.workflow;

/**
 * Which events a reader of a run's stream gets. Immutable.
 *
 * @param internal whether those that the engine makes; some are made only while somebody reads
 *     them, so a reader that shall see all of them asks before the run starts, see {@link
 *     InProcessRunner#withInternalEvents}
 * @param children whether all those of child runs; their questions are always there
 */
public record StreamOptions(boolean internal, boolean children) {

  /** The run's own events and the questions of its children. */
  public static final StreamOptions DEFAULT = new StreamOptions(false, false);

  /** Those of the engine as well. */
  public StreamOptions withInternal() {
    return new StreamOptions(true, children);
  }

  /** Those of children as well. */
  public StreamOptions withChildren() {
    return new StreamOptions(internal, true);
  }
}
