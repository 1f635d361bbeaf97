package org.llamadeploy4j.workflow;

/**
 * Makes a resource of a workflow that {@link WorkflowBuilder} builds, as a method with {@link
 * Provides} does. Called when the resource is first needed, once per scope.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface ResourceFn<T> {

  /**
   * Makes the resource; never null. One that is {@link AutoCloseable} is closed at the end of its
   * scope.
   *
   * @param needed the environment, and the resources that were named as needed
   * @throws Exception anything; the step that asked has failed then
   */
  T make(Resources needed) throws Exception;
}
