package org.llamadeploy4j.serviceruntime;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts steps, and loads of versions, that go on although they were interrupted. Each keeps a
 * thread and perhaps a processor from all others, so with too many the process must be started anew
 * (rule 27). Thread-safe.
 */
final class AbandonedSteps {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedSteps.class);

  private final int limit;
  private final Consumer<String> onTooMany;
  private final Map<String, Integer> byService = new ConcurrentHashMap<>();
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * A count.
   *
   * @param onTooMany called once, with the reason, when there are {@code limit}; must not block
   */
  AbandonedSteps(int limit, Consumer<String> onTooMany) {
    this.limit = limit;
    this.onTooMany = onTooMany;
  }

  /** The count's ear for one service. */
  ProgramListener listener(String service) {
    return new ProgramListener() {
      @Override
      public void onAbandoned(String step, String runId) {
        more(service);
        LOG.warn(
            "step {} of {} ignores interruption in run {} and is abandoned; {} such steps now",
            step,
            service,
            runId,
            total());
        judge();
      }

      @Override
      public void onAbandonedEnded(String step, String runId) {
        fewer(service);
      }
    };
  }

  /** A load of this service was given up, and its thread goes on. */
  void onLoadGivenUp(String service) {
    more(service);
    LOG.warn("a load of {} ignores interruption; {} such steps now", service, total());
    judge();
  }

  /** The thread of such a load ended after all. */
  void onLoadEnded(String service) {
    fewer(service);
  }

  private void more(String service) {
    byService.merge(service, 1, Integer::sum);
  }

  private void fewer(String service) {
    byService.computeIfPresent(service, (s, n) -> n > 1 ? n - 1 : null);
  }

  /** How many there are now. */
  int total() {
    return byService.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void judge() {
    int total = total();
    if (total >= limit && told.compareAndSet(false, true)) {
      String worst =
          byService.entrySet().stream()
              .max(Comparator.comparingInt(Map.Entry::getValue))
              .map(e -> "service '%s' has %d of them".formatted(e.getKey(), e.getValue()))
              .orElse("");
      onTooMany.accept("%d steps ignore interruption; %s".formatted(total, worst));
    }
  }
}
