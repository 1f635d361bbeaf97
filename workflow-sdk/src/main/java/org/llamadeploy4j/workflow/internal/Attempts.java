package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.StepTimedOutException;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.AttemptId;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.RunPath;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.internal.turns.Turns;
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
  private final Map<AttemptId, StepAttempt> running = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Runnable> onIdle = new AtomicReference<>();

  Attempts(Program program, String runId, StepAttempt.Host host) {
    this.program = program;
    this.runId = runId;
    this.host = host;
  }

  /** Starts an attempt of the run itself or of a child, whose program this is. */
  void start(Program of, RunPath path, WorkItem item) {
    StepAttempt attempt = new StepAttempt(of, runId, path, item, host);
    running.put(attempt.id(), attempt);
    launch(attempt, attempt);
  }

  /** Calls what is user code of an attempt on a thread of the kind that its step wants. */
  private void launch(StepAttempt attempt, Runnable body) {
    if (attempt.step().limits().cpu() && !turns().ordered()) {
      CpuThreads.shared().run(threadName(attempt), body);
    } else {
      turns().start(threadName(attempt), body);
    }
  }

  /** Lets an attempt that has ended compute its updates again, on the states as they are now. */
  void recompute(Action.Recompute action) {
    StepAttempt attempt = running.get(action.attempt());
    if (attempt != null) {
      attempt.again();
      launch(attempt, () -> attempt.settleAgain(action.states()));
    }
  }

  void forget(AttemptId attempt) {
    running.remove(attempt);
    tellIfIdle();
  }

  /** Calls back once, when no attempt is alive any more but those that were abandoned. */
  void whenIdle(Runnable callback) {
    onIdle.set(callback);
    tellIfIdle();
  }

  private void tellIfIdle() {
    if (running.isEmpty()) {
      Runnable callback = onIdle.getAndSet(null);
      if (callback != null) {
        callback.run();
      }
    }
  }

  /** An attempt's thread is about to end; says whether its outcome may still count. */
  boolean ended(StepAttempt attempt) {
    boolean counts = !attempt.isStopped();
    if (!counts) {
      running.remove(attempt.id(), attempt);
      tellIfIdle();
    }
    if (attempt.isAbandoned()) {
      if (attempt.step().limits().cpu()) {
        CpuThreads.shared().back();
      }
      program.options().listener().onAbandonedEnded(attempt.step().name(), runId);
    }
    return counts;
  }

  void stop(AttemptId attempt) {
    stop(running.get(attempt));
  }

  void stopAll() {
    running.values().forEach(this::stop);
  }

  /**
   * What is left of an attempt's time limit: all of it while the attempt waits for a thread, since
   * the limit is on what user code takes. Nothing where there is no such attempt.
   */
  Duration timeLeft(AttemptId id, Instant now) {
    StepAttempt attempt = running.get(id);
    Duration limit = attempt == null ? null : attempt.step().limits().timeout();
    if (attempt == null || limit == null) {
      return Duration.ZERO;
    }
    Instant begun = attempt.begun();
    return begun == null ? limit : limit.minus(Duration.between(begun, now));
  }

  /**
   * Stops an attempt whose time limit passed and hands in that it failed, unless it has just ended.
   * Its policy is asked on a thread of its own, since that is user code; one that has said nothing
   * when an interrupted step would be abandoned counts as one that gives up.
   */
  void timeOut(AttemptId id, Consumer<CoreInput.StepEnded> failed) {
    StepAttempt attempt = running.get(id);
    if (attempt == null || !stop(attempt)) {
      return;
    }
    StepTimedOutException passed =
        new StepTimedOutException(
            "step %s did not end within its time limit of %s"
                .formatted(attempt.step().name(), attempt.step().limits().timeout()));
    AtomicBoolean told = new AtomicBoolean();
    turns().start(threadName(attempt), () -> tell(attempt.failed(passed), told, failed));
    program
        .options()
        .scheduler()
        .schedule(program.options().stepGrace(), () -> tell(attempt.givenUp(passed), told, failed));
  }

  private static void tell(
      CoreInput.StepEnded how, AtomicBoolean told, Consumer<CoreInput.StepEnded> failed) {
    if (told.compareAndSet(false, true)) {
      failed.accept(how);
    }
  }

  /** The names of the steps that run, sorted. */
  List<String> steps() {
    return running.values().stream()
        .filter(attempt -> !attempt.isWaiting() && !attempt.isStopped())
        .map(attempt -> attempt.step().name())
        .distinct()
        .sorted()
        .toList();
  }

  /** Stops an attempt; says whether user code was still running. */
  private boolean stop(@Nullable StepAttempt attempt) {
    boolean alive = attempt != null && attempt.stop();
    if (attempt != null && alive) {
      program
          .options()
          .scheduler()
          .schedule(program.options().stepGrace(), () -> reportIfAlive(attempt));
    }
    return alive;
  }

  private void reportIfAlive(StepAttempt attempt) {
    if (attempt.abandonIfAlive()) {
      if (attempt.step().limits().cpu()) {
        CpuThreads.shared().lost();
      }
      LOG.warn(
          "run={} step={} ignores its interruption and is abandoned", runId, attempt.step().name());
      program.options().listener().onAbandoned(attempt.step().name(), runId);
      running.remove(attempt.id(), attempt);
      tellIfIdle();
    }
  }

  private Turns turns() {
    return host.hooks().turns();
  }

  private String threadName(StepAttempt attempt) {
    return "step-" + program.options().name() + '/' + attempt.step().name() + '-' + runId;
  }
}
