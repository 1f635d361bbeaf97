package org.llamadeploy4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.OneOf;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StepOptions;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to check a workflow of a hundred steps, codecs of its events included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ValidationBenchmark {

  private static final int STEPS = 100;

  private final Workflow workflow = hundredSteps();

  record Begin(String text) implements StartEvent {}

  record Ball(String text, int thrown) implements Event {}

  record Hint(String text) implements HumanResponseEvent {}

  private static Workflow hundredSteps() {
    WorkflowBuilder builder =
        WorkflowBuilder.named("hundred")
            .step("begin", Begin.class, Ball.class, (ctx, in) -> new Ball(in.text(), 0))
            .step("end", Hint.class, StopEvent.class, (ctx, in) -> StopEvent.of(in.text()));
    for (int i = 2; i < STEPS; i++) {
      builder.step(
          "step" + i,
          OneOf.of(Ball.class),
          OneOf.of(Ball.class, StopEvent.class),
          StepOptions.defaults(),
          (ctx, in) -> in.thrown() < 3 ? new Ball(in.text(), in.thrown() + 1) : StopEvent.of(1));
    }
    return builder.build();
  }

  /** Reads and checks it. */
  @Benchmark
  public boolean validate() {
    return workflow.validate();
  }
}
