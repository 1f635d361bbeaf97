package org.llamadeploy4j.workflow.spi;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.llamadeploy4j.workflow.Env;

/**
 * How a program is loaded and run.
 *
 * @param name the service's name, used in thread names, logs and messages
 * @param env what the workflow sees as its environment
 * @param scheduler where run and wait time limits are armed; its tasks run on platform threads
 * @param clock wall time of ticks and of {@code Context.now()}
 * @param stepGrace how long an interrupted step may go on before it counts as abandoned
 * @param listener told about what the host may want to act on
 * @param streaming when readers see what steps stream
 */
public record ProgramOptions(
    String name,
    Env env,
    RunScheduler scheduler,
    InstantSource clock,
    Duration stepGrace,
    ProgramListener listener,
    Streaming streaming) {

  /** The grace that {@link #of} gives. */
  public static final Duration DEFAULT_STEP_GRACE = Duration.ofSeconds(5);

  public ProgramOptions {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name is blank; give the service's name");
    }
    Objects.requireNonNull(env, "env");
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(streaming, "streaming");
    if (stepGrace.isNegative()) {
      throw new IllegalArgumentException("stepGrace is negative: " + stepGrace);
    }
  }

  /**
   * Options with the scheduler's clock, the default grace, a listener that does nothing and live
   * streams.
   */
  public static ProgramOptions of(String name, Env env, RunScheduler scheduler) {
    return new ProgramOptions(
        name,
        env,
        scheduler,
        scheduler.clock(),
        DEFAULT_STEP_GRACE,
        ProgramListener.NONE,
        Streaming.LIVE);
  }

  /** The same options with another environment. */
  public ProgramOptions withEnv(Env newEnv) {
    return new ProgramOptions(name, newEnv, scheduler, clock, stepGrace, listener, streaming);
  }

  /** The same options on the time of another scheduler. */
  public ProgramOptions withScheduler(RunScheduler newScheduler) {
    return new ProgramOptions(
        name, env, newScheduler, newScheduler.clock(), stepGrace, listener, streaming);
  }

  /** The same options with another grace for interrupted steps. */
  public ProgramOptions withStepGrace(Duration grace) {
    return new ProgramOptions(name, env, scheduler, clock, grace, listener, streaming);
  }

  /** The same options with another listener. */
  public ProgramOptions withListener(ProgramListener newListener) {
    return new ProgramOptions(name, env, scheduler, clock, stepGrace, newListener, streaming);
  }

  /** The same options with streams that show what steps stream at another time. */
  public ProgramOptions withStreaming(Streaming newStreaming) {
    return new ProgramOptions(name, env, scheduler, clock, stepGrace, listener, newStreaming);
  }
}
