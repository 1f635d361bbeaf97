package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.SnapshotException;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunOutcome;

/**
 * A run that may have to wait for its turn. What it is sent until then it gets when it starts; it
 * can be cancelled without having started. Guarded by its own lock, under which nothing is started.
 */
final class QueuedRun implements LocalRun {

  /** What is kept for a run that waits; more is refused. */
  static final int MAX_EARLY = 1_000;

  private final Supplier<LocalRun> starter;
  private final Runnable onCancelled;
  private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

  // guarded by this
  private final List<Consumer<LocalRun>> early = new ArrayList<>();
  private @Nullable LocalRun started;
  private boolean mayStart = true;
  private boolean over;

  /**
   * A run.
   *
   * @param onCancelled called before its end is told, when it is cancelled while it waits
   */
  QueuedRun(Supplier<LocalRun> starter, Runnable onCancelled) {
    this.starter = starter;
    this.onCancelled = onCancelled;
  }

  /**
   * Starts it; false when it was cancelled meanwhile. The callback comes before its end is told.
   */
  boolean start(Runnable atEnd) {
    synchronized (this) {
      if (over) {
        return false;
      }
      mayStart = false;
    }
    LocalRun run = starter.get();
    synchronized (this) {
      started = run;
      early.forEach(action -> action.accept(run));
      early.clear();
    }
    run.ended()
        .thenAccept(how -> {
          atEnd.run();
          end.complete(how);
        });
    return true;
  }

  @Override
  public synchronized void deliver(List<ExternalEvent> events) {
    if (over) {
      return;
    }
    if (started == null && early.size() == MAX_EARLY) {
      throw new WorkflowException(
          "run_not_started",
          "the run waits for its turn and has been sent %d events; send more when it has started"
              .formatted(MAX_EARLY));
    }
    now(run -> run.deliver(events));
  }

  private void now(Consumer<LocalRun> action) {
    if (started == null) {
      early.add(action);
    } else {
      action.accept(started);
    }
  }

  @Override
  public void cancel(String reason) {
    RunEnd cancelled = new RunEnd.Finished(new RunOutcome.Cancelled(reason));
    end(run -> run.cancel(reason), cancelled);
  }

  @Override
  public void abandon(String reason) {
    end(run -> run.abandon(reason), new RunEnd.Abandoned(reason));
  }

  private void end(Consumer<LocalRun> ending, RunEnd unstarted) {
    synchronized (this) {
      if (over) {
        return;
      }
      if (!mayStart) {
        now(ending);
        return;
      }
      over = true;
      early.clear();
    }
    onCancelled.run();
    end.complete(unstarted);
  }

  @Override
  public CompletionStage<RunEnd> ended() {
    return end.minimalCompletionStage();
  }

  @Override
  public synchronized List<String> activeSteps() {
    return started == null ? List.of() : started.activeSteps();
  }

  @Override
  public CompletableFuture<Snapshots.Moment> snapshot() {
    CompletableFuture<Snapshots.Moment> answer = new CompletableFuture<>();
    synchronized (this) {
      if (over) {
        answer.completeExceptionally(
            new SnapshotException(
                SnapshotException.RUN_ENDED, "the run has ended; there is nothing to go on from"));
        return answer;
      }
      now(run -> pass(run.snapshot(), answer));
    }
    return answer;
  }

  private static <T> void pass(CompletableFuture<T> from, CompletableFuture<T> to) {
    CompletableFuture<Void> unused =
        from.handle((value, failure) -> {
          if (failure == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(failure);
          }
          return null;
        });
  }
}
