package org.llamadeploy4j.workflow.spi;

import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;

/**
 * Makes the one instance of a workflow that a program's runs share. Called once, on the loading
 * thread.
 */
@FunctionalInterface
public interface WorkflowFactory {
  Workflow create(Env env) throws Exception;
}
