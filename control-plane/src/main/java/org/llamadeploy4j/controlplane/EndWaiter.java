package org.llamadeploy4j.controlplane;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.protocol.TaskId;

/**
 * One caller that waits for the end of one task. The caller's thread awaits and closes it; any
 * thread may poke or end it.
 */
final class EndWaiter implements AutoCloseable {
  private final EndWaiters all;
  private final Shard shard;
  private final TaskId task;
  private final Runnable leave;
  private final Semaphore pokes = new Semaphore(0);
  private volatile @Nullable EndedRun end;
  private @Nullable Subscription subscription;

  EndWaiter(EndWaiters all, Shard shard, TaskId task, Runnable leave) {
    this.all = all;
    this.shard = shard;
    this.task = task;
    this.leave = leave;
  }

  /** Closes this subscription with the waiter. */
  void pokedBy(Subscription pokes) {
    subscription = pokes;
  }

  /** Lets the caller look into the store. */
  void poke() {
    pokes.release();
  }

  /** Hands the end over. A result too large for a message is empty: then the store has it. */
  void end(EndedRun ended) {
    if (ended.result().length > 0) {
      end = ended;
    }
    pokes.release();
  }

  /**
   * The end of the task.
   *
   * @throws ControlPlaneException UNAVAILABLE when the store is away for longer than the settings
   *     allow, or this process stops; NOT_FOUND when the task is not there
   */
  EndedRun await() throws InterruptedException {
    long sweepNanos = all.settings().sweep().toNanos();
    long answeredAt = System.nanoTime();
    while (true) {
      if (pokes.tryAcquire(sweepNanos, TimeUnit.NANOSECONDS)) {
        pokes.drainPermits();
      }
      all.checkOpen(task);
      EndedRun known = end;
      if (known != null) {
        return known;
      }
      try {
        EndedRun read = all.read(shard, task);
        if (read != null) {
          return read;
        }
        answeredAt = System.nanoTime();
      } catch (MessagingUnavailableException e) {
        if (System.nanoTime() - answeredAt > all.settings().storePatience().toNanos()) {
          throw all.storeAway(task, e);
        }
      }
    }
  }

  @Override
  public void close() {
    if (subscription != null) {
      subscription.close();
    }
    leave.run();
  }
}
