package org.llamadeploy4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How many events a second go from step to step: two steps that throw a ball to each other. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 10, time = 2) // the compiler settles late with two carriers
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class HopBenchmark {

  private static final int HOPS = 20_000;
  private static final int RUNS = 8;

  /** Whether each event is written to JSON and read back, as in a deployed service. */
  @Param({"false", "true"})
  public boolean roundTrip;

  private InProcessRunner runner = InProcessRunner.of(new PingPong());

  /** Two steps that throw a ball to each other until it has been thrown often enough. */
  public static final class PingPong extends Workflow {

    /** The first throw. */
    public record Serve(int hops) implements StartEvent {}

    record Ping(int left) implements Event {}

    sealed interface Back extends Event permits Pong, Done {}

    record Pong(int left) implements Back {}

    /** The end of the game. */
    public record Done() implements Back, StopEvent {}

    @Step
    Ping serve(Serve serve) {
      return new Ping(serve.hops());
    }

    @Step
    Back pong(Ping ping) {
      return ping.left() <= 0 ? new Done() : new Pong(ping.left() - 1);
    }

    @Step
    Ping ping(Pong pong) {
      return new Ping(pong.left() - 1);
    }
  }

  /** Loads the workflow. */
  @Setup
  public void load() {
    InProcessRunner plain = InProcessRunner.of(new PingPong());
    runner = roundTrip ? plain : plain.withoutRoundTrip();
  }

  /** One run. */
  @Benchmark
  @OperationsPerInvocation(HOPS)
  public PingPong.Done oneRun() throws InterruptedException {
    return runner.run(new PingPong.Serve(HOPS)).result(PingPong.Done.class);
  }

  /** Eight runs at once. */
  @Benchmark
  @OperationsPerInvocation(HOPS * RUNS)
  public int eightRuns() throws InterruptedException {
    List<Handler> handlers = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      handlers.add(runner.run(new PingPong.Serve(HOPS)));
    }
    int done = 0;
    for (Handler handler : handlers) {
      done += handler.result(PingPong.Done.class).hashCode();
    }
    return done;
  }
}
