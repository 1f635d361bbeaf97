package org.llamadeploy4j.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the JVM alone allows for {@link HopBenchmark#oneRun}: a chain of fresh virtual threads, each
 * of which works a little, starts the next, and ends. Steps get a fresh thread each, so a single
 * run cannot be faster than this chain with the engine's work in its links.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BareHopBenchmark {

  private static final int LINKS = 20_000;

  /** The work of a link; {@link #work} says how long it takes. */
  @Param({"0", "300", "600", "1200"})
  public long tokens;

  /** The chain. */
  @Benchmark
  @OperationsPerInvocation(LINKS)
  public void freshThreads() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    start(LINKS, ended);
    ended.await();
  }

  /** The same work in one thread. */
  @Benchmark
  @OperationsPerInvocation(LINKS)
  public void work() {
    for (int i = 0; i < LINKS; i++) {
      Blackhole.consumeCPU(tokens);
    }
  }

  private void start(int left, CountDownLatch ended) {
    Thread.ofVirtual().inheritInheritableThreadLocals(false).start(() -> link(left, ended));
  }

  private void link(int left, CountDownLatch ended) {
    Blackhole.consumeCPU(tokens);
    if (left == 0) {
      ended.countDown();
    } else {
      start(left - 1, ended);
    }
  }
}
