package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.Workflow;

/**
 * A workflow's own runner, made when it is first asked for. Thread-safe: guarded by its own lock.
 */
public final class LocalRunner {

  private @Nullable InProcessRunner runner;

  /** The runner of this workflow; always asked with the same one. */
  public synchronized InProcessRunner of(Workflow workflow) {
    InProcessRunner made = runner == null ? InProcessRunner.of(workflow) : runner;
    runner = made;
    return made;
  }
}
