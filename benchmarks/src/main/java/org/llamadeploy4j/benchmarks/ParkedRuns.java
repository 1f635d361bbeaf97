package org.llamadeploy4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/**
 * What runs cost that wait for an answer, in one process: heap of each, and threads of all. Then
 * one of them is answered, to see that they live.
 *
 * <pre>
 * --runs 100000
 * </pre>
 */
public final class ParkedRuns {
  private ParkedRuns() {}

  /** Asks once and waits. */
  static final class Asking extends Workflow {
    private final CountDownLatch asked;

    Asking(CountDownLatch asked) {
      this.asked = asked;
    }

    record Ask(String question) implements StartEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    @Step
    StopEvent ask(Context ctx, Ask ask) {
      asked.countDown();
      return StopEvent.of(ask.question() + " " + ctx.waitForEvent(Answer.class).text());
    }
  }

  /** Parks the runs and prints what they cost. */
  public static void main(String[] args) throws InterruptedException {
    Locale.setDefault(Locale.ROOT);
    int runs = Options.parse(args, Set.of("runs")).number("runs", 100_000);
    park(1_000); // what is loaded and compiled once is not counted
    long heapBefore = usedHeapBytes();
    int threadsBefore = liveThreads();
    List<Handler> parked = park(runs);
    long bytes = usedHeapBytes() - heapBefore;
    System.out.printf(
        "%,d parked runs: %,d bytes of heap each, %d more platform threads%n",
        runs, bytes / runs, liveThreads() - threadsBefore);
    Handler last = parked.getLast();
    last.send(new Asking.Answer("42"));
    System.out.println("one was answered and said: " + last.result(String.class));
    System.out.println(Machine.describe());
  }

  private static List<Handler> park(int runs) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(runs);
    InProcessRunner runner = InProcessRunner.of(new Asking(asked));
    List<Handler> handlers = new ArrayList<>(runs);
    for (int i = 0; i < runs; i++) {
      handlers.add(runner.run(new Asking.Ask("6*7?")));
    }
    asked.await();
    for (Handler handler : handlers) {
      while (!handler.runningSteps().isEmpty()) {
        Thread.onSpinWait();
      }
    }
    return handlers;
  }

  private static long usedHeapBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static int liveThreads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
