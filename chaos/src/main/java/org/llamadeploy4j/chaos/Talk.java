package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.chaos.Api.Answer;
import org.llamadeploy4j.chaos.RelayTasks.Handle;
import org.llamadeploy4j.chaos.Told.Control;
import org.llamadeploy4j.chaos.Told.End;

/**
 * What a client says and is told about one task that was acknowledged. Where patience ended, it
 * goes on when it is called again. Used by one thread at a time.
 */
final class Talk {
  private final Means means;
  private final Wish wish;
  private final Handle handle;
  private final List<Long> acknowledged = new ArrayList<>();
  private Control control = Control.NONE;
  private int answered; // for how many attempts the event that a task waits for was taken
  private boolean failed;
  private boolean settled; // whether the wish to cancel or to retry was answered
  private @Nullable End end;

  /**
   * What all talks have in common.
   *
   * @param permits a folder; a task that is to fail does so until there is a file of its number
   */
  record Means(RelayTasks tasks, Asker asker, Clock clock, Path permits) {}

  /** Begins when the creation has just been answered with success. */
  Talk(Means means, Wish wish, Handle handle) {
    this.means = means;
    this.wish = wish;
    this.handle = handle;
    acknowledged.add(means.clock().millis());
  }

  Wish wish() {
    return wish;
  }

  /** What is not to wait until its client hears what became of other tasks. */
  void begin() throws InterruptedException {
    switch (wish.course()) {
      case PLAIN -> {}
      case CANCEL -> cancel();
      case RETRY -> {
        boolean _ = isAnswered(1); // what waits behind it is not to wait for its turn
      }
    }
  }

  /** Cancels the task, if its client wishes to; does nothing once that was answered. */
  private void cancel() throws InterruptedException {
    if (wish.course() != Course.CANCEL || settled) {
      return;
    }
    Optional<Answer> answer = means.asker().decided("cancel", () -> means.tasks().cancel(handle));
    if (answer.isPresent()) {
      settle(answer.get(), answer.get().status() == 409 ? Control.TOO_LATE : Control.CANCELLED);
    }
  }

  /** What an answer that came makes of the task: 409 is one to a wish that came too late. */
  private void settle(Answer answer, Control becomes) {
    settled = true;
    if (answer.isOk() || answer.status() == 409) {
      control = becomes;
      acknowledged.add(means.clock().millis());
    } else {
      end = new End.Missing(wish.course() + " was answered with " + answer);
    }
  }

  /** Goes on until the task has ended as its client wishes; empty: patience ended first. */
  Optional<Told> hear() throws InterruptedException {
    cancel();
    if (wish.course() == Course.RETRY && !retried()) {
      return Optional.empty();
    }
    if (end == null && !(mayEnd() && ended())) {
      return Optional.empty();
    }
    return told(required(end));
  }

  private Optional<Told> told(End known) throws InterruptedException {
    if (known instanceof End.Missing) {
      return Optional.of(new Told(wish, acknowledged, control, known, null));
    }
    return means
        .asker()
        .patiently(() -> means.tasks().stream(handle))
        .map(stream -> new Told(wish, acknowledged, control, known, stream));
  }

  private static End required(@Nullable End end) {
    if (end == null) {
      throw new IllegalStateException("it has not ended");
    }
    return end;
  }

  /** What is known when no end came although there are no faults any more. */
  Told giveUp() {
    String lacks = end == null ? "end" : "stream";
    End.Missing known = new End.Missing("no " + lacks + " of task " + handle.task());
    return new Told(wish, acknowledged, control, known, null);
  }

  /** Whether nothing of its client's is lacking that the task waits for. */
  private boolean mayEnd() throws InterruptedException {
    return wish.course() == Course.CANCEL ? settled : isAnswered(failed ? 2 : 1);
  }

  private boolean isAnswered(int attempt) throws InterruptedException {
    if (!wish.ask() || answered >= attempt) {
      return true;
    }
    Optional<Answer> answer =
        means.asker().decided("event", () -> means.tasks().go(handle, wish.number(), attempt));
    answer.ifPresent(a -> {
      answered = attempt;
      if (!a.isOk()) {
        end = new End.Missing("no event into task " + handle.task() + ": " + a);
      }
    });
    return answer.isPresent();
  }

  private boolean ended() throws InterruptedException {
    if (end == null) {
      Optional<Answer> answer = result();
      if (answer.isEmpty()) {
        return false;
      }
      end = endOf(answer.get());
    }
    return true;
  }

  private Optional<Answer> result() throws InterruptedException {
    return means.asker().decided("result", () -> means.tasks().result(handle));
  }

  private End endOf(Answer answer) {
    if (answer.isOk()) {
      return new End.Completed(means.tasks().read(answer));
    }
    return RelayTasks.isCancelled(answer)
        ? new End.Cancelled(means.clock().millis())
        : new End.Missing("no result of task " + handle.task() + ": " + answer);
  }

  /** Waits until the task has failed as it should, and has it begin anew. */
  private boolean retried() throws InterruptedException {
    if (!failed) {
      if (!isAnswered(1)) {
        return false;
      }
      Optional<Answer> first = end == null ? result() : Optional.empty();
      if (first.isPresent() && RelayTasks.isFailedAsTold(first.get())) {
        permit();
        failed = true;
      } else if (first.isPresent()) {
        end = new End.Missing("task " + handle.task() + " did not fail but " + first.get());
      }
    }
    return end != null || (failed && (settled || isRetryAccepted()));
  }

  private boolean isRetryAccepted() throws InterruptedException {
    control = Control.RETRIED;
    Optional<Answer> answer = means.asker().decided("retry", () -> means.tasks().retry(handle));
    if (answer.isEmpty()) {
      return false;
    }
    if (answer.get().status() == 409) { // it had been accepted when its answer got lost?
      Optional<Integer> attempts = means.asker().patiently(() -> means.tasks().attempts(handle));
      if (attempts.isEmpty()) {
        return false;
      }
      if (attempts.get() != 2) {
        end = new End.Missing(answer.get() + " to the retry of attempt " + attempts.get());
      }
    }
    settle(answer.get(), Control.RETRIED);
    return true;
  }

  private void permit() {
    try {
      Files.createFile(means.permits().resolve(Integer.toString(wish.number())));
    } catch (IOException e) {
      throw new ChaosException("cannot let task " + wish.number() + " complete", e);
    }
  }
}
