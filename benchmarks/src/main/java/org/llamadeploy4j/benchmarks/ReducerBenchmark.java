package org.llamadeploy4j.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.FlowPlan;
import org.llamadeploy4j.workflow.engine.Gives;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.Reducer;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.StepPlan;
import org.llamadeploy4j.workflow.engine.Takes;
import org.llamadeploy4j.workflow.engine.Tick;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to fold the journal of a whole run of a chain of steps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReducerBenchmark {
  private static final String STOP = "stop";
  private static final Instant START = Instant.EPOCH;

  /** Length of the chain. */
  @Param({"1", "4", "50"})
  public int steps;

  private Reducer reducer = new Reducer(plan(1), (event, component) -> null);
  private List<Tick> journal = List.of();

  /**
   * Writes the journal that the chain leaves.
   *
   * @throws IllegalStateException when folding it does not end the run
   */
  @Setup
  public void prepare() {
    reducer = new Reducer(plan(steps), (event, component) -> null);
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick.RunStarted(START, "run", event("event0"), Map.of()));
    for (int step = 0; step < steps; step++) {
      String next = step == steps - 1 ? STOP : "event" + (step + 1);
      ticks.add(
          new Tick.StepCompleted(
              START.plusMillis(step),
              step + 1L,
              1,
              List.of(Emission.returned(event(next))),
              false,
              Map.of()));
    }
    journal = List.copyOf(ticks);
    if (!fold().ended()) {
      throw new IllegalStateException("the journal does not end the run: " + fold());
    }
  }

  /** Folds it. */
  @Benchmark
  public RunState fold() {
    return reducer.fold(journal);
  }

  private static FlowPlan plan(int steps) {
    List<StepPlan> plans = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      Takes takes = new Takes.One(Set.of("event" + step));
      plans.add(new StepPlan("step" + step, 4, null, takes, Gives.NOTHING));
    }
    return new FlowPlan(
        plans,
        new FlowPlan.Roles(Set.of(STOP), Set.of(), Set.of(), Set.of()),
        Duration.ofSeconds(60));
  }

  private static EventData event(String type) {
    return new EventData(type, Payload.json("{\"message\":\"Hello, LlamaIndex!\"}"));
  }
}
