package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunScheduler;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/**
 * The loaded workflow on which one simulated world after the other plays, since loading it takes as
 * long as a world does. Owned by one thread.
 */
final class SimStage implements RunScheduler, AutoCloseable {
  private final WorkflowProgram program =
      WorkflowProgram.load(
          env -> new SimFlow(this), ProgramOptions.of("simulated", Env.empty(), this));
  private @Nullable SimWorld world;

  WorkflowProgram program() {
    return program;
  }

  void set(SimWorld next) {
    world = next;
  }

  SimWorld world() {
    return Objects.requireNonNull(world);
  }

  @Override
  public InstantSource clock() {
    return () -> world().now();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    SimProcess process = world().time().current();
    return world().time().in(delay, () -> process.start("timer", task))::cancel;
  }

  @Override
  public void close() {
    program.close();
  }
}
