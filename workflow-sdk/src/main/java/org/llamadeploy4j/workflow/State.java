package org.llamadeploy4j.workflow;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A value that the steps of a run share and that is committed with them. A record, stored as JSON.
 *
 * <p>Before anything was written its value is what the type's no-argument constructor makes, else a
 * record of zeros, {@code false}, empty collections and nulls, where its components allow them. A
 * record that has neither is refused until it is set.
 */
public interface State<T> {

  /** The committed value with this attempt's own writes on top. */
  T get();

  /** As {@link #get}; empty when nothing was ever written. */
  Optional<T> find();

  /**
   * Changes the value. The function is applied to the then current value when the attempt commits,
   * so it may be called more than once and must have no effects. A decision that depends on the new
   * value belongs in a step with {@code workers = 1}: attempts that run side by side do not see
   * each other's writes.
   */
  void update(UnaryOperator<T> change);

  /** Replaces the value, whatever it is when the attempt commits. */
  void set(T value);

  /**
   * Puts the value back to what it is before anything was written.
   *
   * @throws StateException when the type has no such value
   */
  void clear();
}
