package org.llamadeploy4j.serviceruntime;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a carrier free for everybody else while steps spin: virtual threads are not time-sliced, so
 * enough spinning steps would stop the whole process. A platform thread sends a probe through the
 * scheduler and, when it is not run in time, raises the number of carriers; the operating system
 * then shares the processors among them.
 */
final class CarrierWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CarrierWatch.class);
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final int NUDGES = 16;

  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final CarrierCore core = new CarrierCore(scheduler.getParallelism());
  private final Runnable onExhausted;
  private final ScheduledExecutorService clock = Threads.timer("runtime-carrier-watch");
  private CountDownLatch probe = new CountDownLatch(0);
  private boolean told;

  /**
   * A watch, not started.
   *
   * @param onExhausted told once when no more carriers can be had and none is free
   */
  CarrierWatch(Runnable onExhausted) {
    this.onExhausted = onExhausted;
  }

  void start() {
    var unusedProbes =
        clock.scheduleWithFixedDelay(
            Threads.guarded(this::look), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks at the last probe and, if it was run, sends the next. */
  private void look() {
    int before = core.carriers();
    boolean answered = probe.getCount() == 0;
    if (answered) {
      core.answered(load());
      probe = new CountDownLatch(1);
      Thread.ofVirtual().name("carrier-probe").start(probe::countDown);
    } else {
      core.unanswered(load());
    }
    if (core.carriers() != before) {
      LOG.warn("{} carriers for virtual threads instead of {}", core.carriers(), before);
      scheduler.setParallelism(core.carriers());
    }
    if (!answered) {
      nudge();
    }
    if (core.exhausted() && !told) {
      told = true;
      onExhausted.run();
    }
  }

  private CarrierCore.Load load() {
    return new CarrierCore.Load(
        Math.max(0, scheduler.getMountedVirtualThreadCount()),
        Math.max(0, scheduler.getQueuedVirtualThreadCount()));
  }

  /**
   * Makes the scheduler start the carriers it may have. It starts one when a task comes into a
   * queue that was empty, and chooses the queue by the thread that brings the task; this thread's
   * own holds the lost probe. So new threads bring them.
   */
  private static void nudge() {
    for (int i = 0; i < NUDGES; i++) {
      Threads.thread(
              "runtime-carrier-nudge",
              () -> Thread.ofVirtual().name("carrier-nudge").start(() -> {}))
          .start();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
