package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one timer that a work item has in each of its phases. */
final class Timers {
  /** A hundred years: what takes longer has no timer. */
  static final Duration FOR_EVER = Duration.ofDays(36_500);

  private Timers() {}

  static @Nullable TimerId of(WorkItem item) {
    return switch (item.phase()) {
      case QUEUED -> null;
      case RUNNING -> new TimerId.StepLimit(item.id(), item.attempt());
      case WAITING -> new TimerId.WaitLimit(item.id(), item.memory().answers().size());
      case DELAYED -> new TimerId.Delay(item.id(), item.attempt());
    };
  }

  /** When it is due, or null where the item has no limit. */
  static @Nullable Instant due(FlowPlan plan, WorkItem item) {
    Instant since = item.progress().since();
    return switch (item.phase()) {
      case QUEUED -> null;
      case RUNNING -> after(since, plan.step(item.step()).timeout());
      case WAITING -> {
        WorkItem.OpenWait wait = item.awaited();
        yield wait == null ? null : after(wait.begun(), wait.spec().limit());
      }
      case DELAYED -> since;
    };
  }

  /** This long after, or null where there is no limit or one that nobody lives to see. */
  static @Nullable Instant after(@Nullable Instant since, @Nullable Duration limit) {
    return since == null || limit == null || limit.compareTo(FOR_EVER) >= 0
        ? null
        : since.plus(limit);
  }
}
