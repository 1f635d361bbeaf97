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
  private static final Duration PERIOD = Duration.ofMillis(500);

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
    if (probe.getCount() == 0) {
      core.answered();
      CountDownLatch next = new CountDownLatch(1);
      probe = next;
      Thread.ofVirtual().name("carrier-probe").start(next::countDown);
    } else {
      core.unanswered();
      // A task that comes after the number was raised makes the scheduler start a carrier for it.
      Thread.ofVirtual().name("carrier-nudge").start(() -> {});
    }
    if (core.carriers() != before) {
      LOG.warn("{} carriers for virtual threads instead of {}", core.carriers(), before);
      scheduler.setParallelism(core.carriers());
    }
    if (core.exhausted() && !told) {
      told = true;
      onExhausted.run();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
