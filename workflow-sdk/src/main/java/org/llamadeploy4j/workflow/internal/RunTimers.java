package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.llamadeploy4j.workflow.engine.TimerId;
import org.llamadeploy4j.workflow.spi.RunScheduler;
import org.llamadeploy4j.workflow.spi.RunScheduler.Cancellable;

/** The armed timers of one run. Owned by whoever works off its mailbox. */
final class RunTimers {
  private final RunScheduler scheduler;
  private final Consumer<TimerId> onDue;
  private final Map<TimerId, Cancellable> armed = new HashMap<>();

  /**
   * No timers.
   *
   * @param onDue told on the scheduler's thread; must not block
   */
  RunTimers(RunScheduler scheduler, Consumer<TimerId> onDue) {
    this.scheduler = scheduler;
    this.onDue = onDue;
  }

  void arm(TimerId timer, Duration delay) {
    disarm(timer);
    armed.put(timer, scheduler.schedule(delay, () -> onDue.accept(timer)));
  }

  void disarm(TimerId timer) {
    Cancellable known = armed.remove(timer);
    if (known != null) {
      known.cancel();
    }
  }

  void disarmAll() {
    armed.values().forEach(Cancellable::cancel);
    armed.clear();
  }
}
