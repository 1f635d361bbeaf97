package org.llamadeploy4j.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.llamadeploy4j.workflow.Event;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to open a stream of many members and join them; the heap is bounded. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 7)
@Fork(value = 1, jvmArgsAppend = "-Xmx512m")
public class FanOutBenchmark {

  /** How many members. */
  @Param({"10000", "100000"})
  public int members;

  private final InProcessRunner runner = InProcessRunner.of(new Fan());

  /** Splits, works on each, joins. */
  public static final class Fan extends Workflow {

    /** How many. */
    public record Split(int members) implements StartEvent {}

    record Member(int number) implements Event {}

    record Done(int number) implements Event {}

    @Step
    List<Member> split(Split split) {
      return IntStream.range(0, split.members()).mapToObj(Member::new).toList();
    }

    @Step
    Done work(Member member) {
      return new Done(member.number());
    }

    @Step
    StopEvent join(List<Done> done) {
      return StopEvent.of(done.size());
    }
  }

  /** One run, with the codec round trip. */
  @Benchmark
  public int fanOutAndJoin() throws InterruptedException {
    return runner.run(new Fan.Split(members)).result(Integer.class);
  }
}
