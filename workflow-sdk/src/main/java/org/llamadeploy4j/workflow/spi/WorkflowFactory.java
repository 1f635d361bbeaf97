package org.llamadeploy4j.workflow.spi;

import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.ClassFactory;

/**
 * Makes the one instance of a workflow that a program's runs share. Called once, on the loading
 * thread.
 */
@FunctionalInterface
public interface WorkflowFactory {
  /**
   * The workflow.
   *
   * @param env the service's environment
   * @throws Exception when it cannot be made; the service then cannot be loaded
   */
  Workflow create(Env env) throws Exception;

  /**
   * A factory that calls the class's public constructor, the one with {@link Env} if there are two.
   * The thread's context class loader is the class's during the call.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException when the class is abstract, is
   *     no workflow, or has no public constructor of either kind
   */
  static WorkflowFactory of(Class<?> type) {
    return ClassFactory.of(type);
  }
}
