package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one scheduler and the one clock of a simulated world. Of all that could go on, one thing at a
 * time does, drawn from the seed; when nothing can, time moves on to what happens next. Owned by
 * the world's one platform thread, on which the virtual threads of all processes are carried.
 */
final class SimTime {
  private static final int MOST_STEPS = 3_000_000;

  private final Random random;
  private final List<Ready> ready = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(
          Comparator.comparingLong((Alarm alarm) -> alarm.at)
              .thenComparingLong(alarm -> alarm.order));
  private long now;
  private long order;
  private int steps;
  private @Nullable SimProcess current;

  SimTime(Random random) {
    this.random = random;
  }

  private record Ready(SimProcess process, Runnable part) {}

  /** Something that is to happen at its time. */
  static final class Alarm {
    private final long at;
    private final long order;
    private final Runnable action;
    private boolean cancelled;

    private Alarm(long at, long order, Runnable action) {
      this.at = at;
      this.order = order;
      this.action = action;
    }

    void cancel() {
      cancelled = true;
    }
  }

  /** Nanoseconds since the world began. */
  long now() {
    return now;
  }

  /** The process whose thread goes on right now. */
  SimProcess current() {
    return Objects.requireNonNull(current);
  }

  Alarm in(Duration delay, Runnable action) {
    return inNanos(delay.toNanos(), action);
  }

  Alarm inNanos(long delay, Runnable action) {
    Alarm alarm = new Alarm(now + Math.max(0, delay), order++, action);
    alarms.add(alarm);
    return alarm;
  }

  /** A part of a process's thread can go on. */
  void ready(SimProcess process, Runnable part) {
    ready.add(new Ready(process, part));
  }

  /** Goes on until this is so, asked whenever time is about to move. */
  void runUntil(BooleanSupplier done) {
    while (true) {
      if (++steps > MOST_STEPS) {
        throw new IllegalStateException("the world does not come to rest");
      }
      if (!ready.isEmpty()) {
        next().run();
      } else if (done.getAsBoolean()) {
        return;
      } else {
        Alarm alarm = alarms.remove();
        if (!alarm.cancelled) {
          now = alarm.at;
          alarm.action.run();
        }
      }
    }
  }

  private Runnable next() {
    int last = ready.size() - 1;
    int chosen = last == 0 ? 0 : random.nextInt(last + 1);
    Ready part = ready.get(chosen);
    ready.set(chosen, ready.get(last));
    ready.remove(last);
    return () -> {
      current = part.process();
      part.process().goOn(part.part());
      current = null;
    };
  }
}
