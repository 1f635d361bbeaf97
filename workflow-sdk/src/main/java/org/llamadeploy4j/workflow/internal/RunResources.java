package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.engine.RunPath;
import org.llamadeploy4j.workflow.internal.resources.ResourceScope;
import org.llamadeploy4j.workflow.internal.resources.Want;

/**
 * The resources that live as long as a run, and those of its children. Opened when a step first
 * asks for one. Thread-safe.
 */
final class RunResources {

  private final Map<RunPath, ResourceScope> scopes = new ConcurrentHashMap<>();

  /** What a step's parameter asks for; makes it if need be, which runs user code. */
  Object get(StepAttempt attempt, StepModel.Parameter.OfResource parameter)
      throws InterruptedException {
    return scopes
        .computeIfAbsent(
            attempt.id().path(), p -> attempt.program().resources().openRun(attempt.runId()))
        .get(want(parameter));
  }

  private static Want want(StepModel.Parameter.OfResource parameter) {
    ConfigFile file = parameter.file();
    return file == null
        ? Want.ofType(parameter.raw())
        : new Want.Config(file.value(), file.at(), parameter.type());
  }

  boolean isEmpty() {
    return scopes.isEmpty();
  }

  /** Closes them; runs user code. */
  void close() {
    scopes.values().forEach(ResourceScope::close);
  }
}
