package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of one run that run now, each on a fresh virtual thread. Started and stopped by
 * whoever works off the run's mailbox; the rest is thread-safe.
 */
final class Attempts {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final Program program;
  private final String runId;
  private final StepAttempt.Host host;
  private final Map<Key, StepAttempt> running = new ConcurrentHashMap<>();

  Attempts(Program program, String runId, StepAttempt.Host host) {
    this.program = program;
    this.runId = runId;
    this.host = host;
  }

  private record Key(long item, int attempt) {}

  void start(WorkItem item) {
    StepAttempt attempt = new StepAttempt(program, runId, item, host);
    running.put(new Key(item.id(), item.attempt()), attempt);
    Thread.ofVirtual().name(threadName(attempt)).start(attempt);
  }

  /** Lets an attempt that has ended compute its updates again, on the states as they are now. */
  void recompute(Action.Recompute action) {
    StepAttempt attempt = running.get(new Key(action.item(), action.attempt()));
    if (attempt != null) {
      Thread.ofVirtual()
          .name(threadName(attempt))
          .start(() -> attempt.settleAgain(action.states()));
    }
  }

  void forget(long item, int attempt) {
    running.remove(new Key(item, attempt));
  }

  /** An attempt's thread is about to end. */
  void ended(StepAttempt attempt) {
    if (attempt.isStopped()) {
      running.remove(new Key(attempt.item().id(), attempt.item().attempt()), attempt);
    }
    if (attempt.isAbandoned()) {
      program.options().listener().onAbandonedEnded(attempt.step().name(), runId);
    }
  }

  void stop(long item, int attempt) {
    stop(running.get(new Key(item, attempt)));
  }

  void stopAll() {
    running.values().forEach(this::stop);
  }

  /** The names of the steps that run, sorted. */
  List<String> steps() {
    return running.values().stream()
        .filter(attempt -> !attempt.isStopped())
        .map(attempt -> attempt.step().name())
        .distinct()
        .sorted()
        .toList();
  }

  private void stop(@Nullable StepAttempt attempt) {
    if (attempt != null && attempt.stop()) {
      program
          .options()
          .scheduler()
          .schedule(program.options().stepGrace(), () -> reportIfAlive(attempt));
    }
  }

  private void reportIfAlive(StepAttempt attempt) {
    if (attempt.abandonIfAlive()) {
      LOG.warn(
          "run={} step={} ignores its interruption and is abandoned", runId, attempt.step().name());
      program.options().listener().onAbandoned(attempt.step().name(), runId);
    }
  }

  private String threadName(StepAttempt attempt) {
    return "step-%s/%s-%s".formatted(program.options().name(), attempt.step().name(), runId);
  }
}
