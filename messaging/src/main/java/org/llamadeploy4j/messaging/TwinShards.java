package org.llamadeploy4j.messaging;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The twin's shards, the server's life and its clock. Safe for use by many threads: an operation
 * holds its shard's lock, hints go out after it.
 */
final class TwinShards {
  private final InstantSource clock;
  private final Channels channels;
  private final Hints hints;
  private final int historyLimit;
  private final Map<Shard, Cell> cells = new ConcurrentHashMap<>();
  private final AtomicInteger life = new AtomicInteger(1);
  private volatile boolean full;
  private volatile boolean down;

  /**
   * Starts empty.
   *
   * @param historyLimit how many writes of each shard can be lost, see {@link #restart}
   */
  TwinShards(InstantSource clock, Channels channels, Hints hints, int historyLimit) {
    this.clock = clock;
    this.channels = channels;
    this.hints = hints;
    this.historyLimit = historyLimit;
  }

  /** A shard now and before its last writes. Guarded by its own monitor. */
  private static final class Cell {
    TwinShard now;
    final Deque<TwinShard> before = new ArrayDeque<>();

    Cell(TwinShard empty) {
      now = empty;
    }
  }

  /**
   * Runs one operation alone on its shard, then sends its hints.
   *
   * @throws MessagingUnavailableException while the store plays dead
   */
  <T> T change(Shard shard, Function<TwinShard, T> operation) {
    Cell cell = cells.computeIfAbsent(shard, key -> new Cell(new TwinShard(key, channels)));
    T result;
    List<TwinShard.Hint> sent;
    synchronized (cell) {
      requireUp();
      if (historyLimit > 0) {
        cell.before.addLast(cell.now.copy());
        if (cell.before.size() > historyLimit) {
          cell.before.removeFirst();
        }
      }
      result = operation.apply(cell.now);
      sent = List.copyOf(cell.now.hints);
      cell.now.hints.clear();
    }
    sent.forEach(hint -> hints.publish(hint.channel(), hint.message()));
    return result;
  }

  /** The same for an operation that changes nothing. */
  <T> T read(Shard shard, Function<TwinShard, T> operation) {
    Cell cell = cells.computeIfAbsent(shard, key -> new Cell(new TwinShard(key, channels)));
    synchronized (cell) {
      requireUp();
      return operation.apply(cell.now);
    }
  }

  /** Store time in milliseconds. */
  long now() {
    return clock.millis();
  }

  /** Names the present life of the server. */
  String runId() {
    return "life-" + life;
  }

  boolean full() {
    return full;
  }

  void full(boolean isFull) {
    full = isFull;
  }

  void down(boolean isDown) {
    down = isDown;
  }

  boolean isDown() {
    return down;
  }

  /** Starts another life of the server without the last operations of each shard. */
  void restart(int lostWrites) {
    if (lostWrites > historyLimit) {
      throw new IllegalArgumentException(
          "cannot lose " + lostWrites + " writes: a history of " + historyLimit + " is kept");
    }
    life.incrementAndGet();
    for (Cell cell : cells.values()) {
      synchronized (cell) {
        for (int lost = 0; lost < lostWrites && !cell.before.isEmpty(); lost++) {
          cell.now = cell.before.removeLast();
        }
      }
    }
  }

  /** All shards as they are now, for {@link #restart(Map)}. */
  Map<Shard, TwinShard> save() {
    Map<Shard, TwinShard> saved = new HashMap<>();
    cells.forEach((shard, cell) -> {
      synchronized (cell) {
        saved.put(shard, cell.now.copy());
      }
    });
    return saved;
  }

  /** Starts another life of the server on what was saved; nothing else is left. */
  void restart(Map<Shard, TwinShard> saved) {
    life.incrementAndGet();
    cells.forEach((shard, cell) -> {
      TwinShard left = saved.get(shard);
      synchronized (cell) {
        cell.before.clear();
        cell.now = left == null ? new TwinShard(shard, channels) : left.copy();
      }
    });
  }

  /** Writes all shards down as the keys they would be on Redis. */
  void write(StoreDump dump) {
    for (Cell cell : cells.values()) {
      synchronized (cell) {
        new TwinDump(dump, cell.now).write(cell.now);
      }
    }
  }

  /**
   * Does nothing, most of the time.
   *
   * @throws MessagingUnavailableException while the store plays dead
   */
  void requireUp() {
    if (down) {
      throw new MessagingUnavailableException("the in-memory store plays dead", null);
    }
  }
}
