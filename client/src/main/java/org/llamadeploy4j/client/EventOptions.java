package org.llamadeploy4j.client;

/**
 * Which events of a task to ask for, and how. Immutable. Llama Deploy's servers know {@code raw}
 * alone.
 *
 * @param raw in the original's envelopes, with their types and origins, instead of the bodies
 *     alone; {@link EventLines#nextEvent} needs it
 * @param internal those of the engine as well: states of steps, void attempts, idleness. While such
 *     a reader is there the run tells how its steps get on, and not before, unless the task was
 *     made by {@link LlamaDeployClient#createWatchedTask}
 * @param children those of child runs as well; their questions are always there
 */
public record EventOptions(boolean raw, boolean internal, boolean children) {

  /** The bodies of the run's own events and of its children's questions. */
  public static final EventOptions BODIES = new EventOptions(false, false, false);

  /** The same in envelopes. */
  public static final EventOptions RAW = new EventOptions(true, false, false);

  /** Those of the engine as well. */
  public EventOptions withInternal() {
    return new EventOptions(raw, true, children);
  }

  /** Those of children as well. */
  public EventOptions withChildren() {
    return new EventOptions(raw, internal, true);
  }
}
