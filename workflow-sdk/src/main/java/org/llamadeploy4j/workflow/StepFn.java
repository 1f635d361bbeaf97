package org.llamadeploy4j.workflow;

import org.jspecify.annotations.Nullable;

/**
 * The code of a step that {@link WorkflowBuilder} was given. One instance serves all runs.
 *
 * @param <I> what it takes
 * @param <O> what it gives
 */
@FunctionalInterface
public interface StepFn<I, O extends @Nullable Object> {

  /**
   * Does the step's work. Null where an event is due is an error, unless the step's options allow
   * it.
   *
   * @throws Exception anything; the step has failed then
   */
  O apply(Context context, I input) throws Exception;
}
