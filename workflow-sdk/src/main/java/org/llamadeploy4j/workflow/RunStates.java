package org.llamadeploy4j.workflow;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.internal.StoredStates;

/**
 * The states of a run as a value: what a run ended with, or what another is to begin with. Since it
 * is a value, any number of runs may begin with it; each has its states to itself. Immutable.
 */
public final class RunStates {

  private static final RunStates EMPTY = new RunStates(StoredStates.EMPTY);

  private final StoredStates states;

  private RunStates(StoredStates states) {
    this.states = states;
  }

  /** No states. */
  public static RunStates empty() {
    return EMPTY;
  }

  /**
   * States that were taken out with {@link #json} and kept elsewhere.
   *
   * @param json UTF-8 JSON by state name
   * @throws StateException when one of them is no JSON
   */
  public static RunStates of(Map<String, byte[]> json) {
    return new RunStates(
        StoredStates.of(
            Required.notNull(json, "of", "json", "the JSON of each state, maybe none")));
  }

  /**
   * The same with this value as the state of its class.
   *
   * @throws StateException when it cannot be stored
   */
  public RunStates with(Object state) {
    return new RunStates(
        states.with(Required.notNull(state, "with", "state", "the value of a state")));
  }

  /**
   * The same with these entries as the state without a type, {@link Context#state()}.
   *
   * @throws StateException when they cannot be stored
   */
  public RunStates with(Map<String, ?> untyped) {
    return new RunStates(
        states.withUntyped(
            Required.notNull(untyped, "with", "untyped", "the entries of the state")));
  }

  /**
   * The state of this type; empty when it was never written.
   *
   * @throws StateException when it cannot be read as the type
   */
  public <T> Optional<T> find(Class<T> type) {
    return states.find(Required.notNull(type, "find", "type", "the record that the state is"));
  }

  /** The state without a type, in JSON's terms; empty when it was never written. */
  public Map<String, @Nullable Object> asMap() {
    return states.untyped();
  }

  /** The logical names of the states that were written. */
  public Set<String> names() {
    return states.json().keySet();
  }

  /** UTF-8 JSON by state name, to be kept elsewhere. */
  public Map<String, byte[]> json() {
    return states.copy();
  }

  @Override
  public String toString() {
    return "RunStates" + names();
  }
}
