package org.llamadeploy4j.workflow.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.spi.RunScheduler;

/**
 * Time that stands still until a test moves it. Tasks run on the thread that moves it, in the order
 * in which they are due; those due at once in the order in which they were armed. Thread-safe:
 * guarded by its own lock, which is not held while tasks run.
 */
public final class ManualClock implements RunScheduler, InstantSource {

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparingLong(Task::order));
  private Instant now;
  private long nextOrder;

  private record Task(Instant due, long order, Runnable body) {}

  /** A clock that shows this time, with no tasks. */
  public ManualClock(Instant start) {
    this.now = Required.notNull(start, "ManualClock", "start", "the time that it shows first");
  }

  /** A clock that shows the start of the year 2030. */
  public static ManualClock create() {
    return new ManualClock(Instant.parse("2030-01-01T00:00:00Z"));
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public InstantSource clock() {
    return this;
  }

  @Override
  public synchronized Cancellable schedule(Duration delay, Runnable task) {
    Task scheduled = new Task(now.plus(delay), nextOrder++, task);
    tasks.add(scheduled);
    return () -> cancel(scheduled);
  }

  private synchronized void cancel(Task task) {
    tasks.remove(task);
  }

  /** How many tasks are armed. */
  public synchronized int armed() {
    return tasks.size();
  }

  /** When the next task is due, by this clock; empty when none is armed. */
  public synchronized Optional<Instant> nextDue() {
    return Optional.ofNullable(tasks.peek()).map(Task::due);
  }

  /**
   * Moves time on and runs what becomes due, on this thread, each task at its own time; tasks that
   * these arm run as well if they are due. What a task throws comes out; the clock then shows that
   * task's time, and later ones stay armed.
   *
   * @param by how far; zero runs what is due now, and a negative one changes nothing
   */
  public void advance(Duration by) {
    Instant end = instant().plus(Required.notNull(by, "advance", "by", "how far to move time on"));
    Task task = takeDue(end);
    while (task != null) {
      task.body().run();
      task = takeDue(end);
    }
    moveTo(end);
  }

  private synchronized @Nullable Task takeDue(Instant end) {
    Task next = tasks.peek();
    if (next == null || next.due().isAfter(end)) {
      return null;
    }
    tasks.remove();
    moveTo(next.due());
    return next;
  }

  private synchronized void moveTo(Instant time) {
    if (time.isAfter(now)) {
      now = time;
    }
  }
}
