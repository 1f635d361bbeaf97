package org.llamadeploy4j.workflow.internal.turns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thread at a time, the next one drawn from a seed wherever a thread pauses, waits or ends. A
 * thread counts from the moment it is started, not from when the machine gets round to it, and only
 * the one whose turn it is starts and wakes others; so the order depends on the seed alone.
 *
 * <p>A thread that blocks on something this does not know of, such as a lock of the author's, keeps
 * its turn. When others could go on meanwhile, it loses it after a second of real time; the run
 * goes on, but its order is no longer that of the seed alone.
 *
 * <p>Thread-safe: guarded by its own lock, which is not held while a thread has its turn.
 */
public final class SeededTurns implements Turns {

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int LOOKS_UNTIL_OVERTAKEN = 10;

  private final Random random;
  private final Map<Thread, Task> tasks = new HashMap<>();
  private final List<Task> ready = new ArrayList<>();
  private final List<Task> overtaken = new ArrayList<>();
  private @Nullable Task current;
  private boolean held;
  private long given;
  private boolean repeatable = true;

  /** A thread of the run. */
  private static final class Task {
    private final Semaphore turn = new Semaphore(0);
    private boolean waiting;
  }

  public SeededTurns(long seed) {
    this.random = new Random(seed);
  }

  // ---- for the threads of the run

  @Override
  public void start(String name, Runnable body) {
    Task task = new Task();
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> {
              task.turn.acquireUninterruptibly();
              try {
                body.run();
              } finally {
                leave(task);
              }
            });
    synchronized (this) {
      tasks.put(thread, task);
      ready.add(task);
      giveTurn();
    }
    thread.start();
  }

  @Override
  public void pause() {
    Task me = me();
    if (me != null) {
      synchronized (this) {
        ready.add(me);
        giveUp(me);
      }
      me.turn.acquireUninterruptibly();
    }
  }

  @Override
  public <T> T await(CompletableFuture<T> answer) throws InterruptedException, ExecutionException {
    Task me = me();
    if (me != null) {
      CompletableFuture<T> unused = answer.whenComplete((value, error) -> wake(me));
      if (waits(me, answer)) {
        me.turn.acquireUninterruptibly();
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while another thread had its turn");
        }
      }
    }
    return answer.get();
  }

  private synchronized boolean waits(Task me, CompletableFuture<?> answer) {
    me.waiting = !answer.isDone();
    if (me.waiting) {
      giveUp(me);
    }
    return me.waiting;
  }

  private synchronized void wake(@Nullable Task task) {
    if (task != null && task.waiting) {
      task.waiting = false;
      ready.add(task);
      giveTurn();
    }
  }

  @Override
  public void acquire(Semaphore permits) throws InterruptedException {
    if (me() == null) {
      permits.acquire();
      return;
    }
    while (!permits.tryAcquire()) {
      pause();
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while another thread had its turn");
      }
    }
  }

  @Override
  public void interrupt(Thread thread) {
    thread.interrupt();
    Task task;
    synchronized (this) {
      task = tasks.get(thread);
    }
    wake(task);
  }

  @Override
  public boolean ordered() {
    return true;
  }

  private synchronized @Nullable Task me() {
    return tasks.get(Thread.currentThread());
  }

  private synchronized void leave(Task task) {
    tasks.remove(Thread.currentThread());
    giveUp(task);
  }

  private void giveUp(Task task) {
    if (task.equals(current)) {
      current = null;
    }
    overtaken.remove(task);
    giveTurn();
  }

  private synchronized void giveTurn() {
    if (current == null && !held && !ready.isEmpty()) {
      current = ready.remove(random.nextInt(ready.size()));
      given++;
      current.turn.release();
    }
    notifyAll();
  }

  // ---- for whoever drives the run

  /** Does something to the run from outside; none of its threads goes on before this is done. */
  public void whileAllWait(Runnable action) {
    synchronized (this) {
      held = true;
    }
    try {
      action.run();
    } finally {
      synchronized (this) {
        held = false;
        giveTurn();
      }
    }
  }

  /**
   * Waits until no thread of the run can go on.
   *
   * @return whether it came to that in the given real time
   */
  public synchronized boolean awaitQuiet(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long seen = given;
    int looks = 0;
    while (isBusy() && System.nanoTime() < end) {
      wait(LOOK.toMillis());
      looks = seen == given ? looks + 1 : 0;
      seen = given;
      if (looks >= LOOKS_UNTIL_OVERTAKEN) {
        overtakeIfBlocked();
      }
    }
    return !isBusy();
  }

  private boolean isBusy() {
    return current != null || !ready.isEmpty() || !overtaken.isEmpty();
  }

  private void overtakeIfBlocked() {
    Task blocked = current;
    if (blocked != null && !ready.isEmpty() && isBlocked(blocked)) {
      repeatable = false;
      overtaken.add(blocked);
      current = null;
      giveTurn();
    }
  }

  private boolean isBlocked(Task task) {
    return threadsOf(task)
        .map(Thread::getState)
        .anyMatch(s ->
            s == Thread.State.BLOCKED
                || s == Thread.State.WAITING
                || s == Thread.State.TIMED_WAITING);
  }

  private Stream<Thread> threadsOf(Task task) {
    return tasks.entrySet().stream().filter(e -> e.getValue().equals(task)).map(Map.Entry::getKey);
  }

  /** Whether the same seed would give the same order again, as far as this can tell. */
  public synchronized boolean isRepeatable() {
    return repeatable;
  }

  /** The threads that go on, and where they are. */
  public synchronized String busy() {
    List<Task> busy = new ArrayList<>(overtaken);
    if (current != null) {
      busy.add(current);
    }
    return busy.stream()
        .flatMap(this::threadsOf)
        .map(t ->
            "%s (%s)%n%s"
                .formatted(
                    t.getName(),
                    t.getState(),
                    Arrays.stream(t.getStackTrace())
                        .limit(12)
                        .map(frame -> "    at " + frame)
                        .collect(Collectors.joining(System.lineSeparator()))))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
