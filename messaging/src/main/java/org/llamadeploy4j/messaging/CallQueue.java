package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Calls on their way to the one thread that writes them. Any thread may put one in; one thread
 * takes them out.
 *
 * <p>Without locks on purpose: a virtual thread that is next in line for a lock may have no carrier
 * while steps spin, and the writer, which also sends the renewals of leases, would wait behind it.
 */
final class CallQueue {
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final int capacity;
  private final Queue<RedisCall> calls = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private volatile @Nullable Thread taker;

  /** An empty one for so many calls. */
  CallQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Puts a call in; false: there is no room. Does not block. */
  boolean offer(RedisCall call) {
    if (size.incrementAndGet() > capacity) {
      size.decrementAndGet();
      return false;
    }
    calls.add(call);
    LockSupport.unpark(taker);
    return true;
  }

  /**
   * Puts a call in as soon as there is room.
   *
   * @param deadline {@code System.nanoTime()} until which to wait
   * @return false when there was no room in time
   * @throws InterruptedException when the caller was interrupted while it waited
   */
  boolean offer(RedisCall call, long deadline) throws InterruptedException {
    while (!offer(call)) {
      if (deadline - System.nanoTime() <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, RETRY_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  /** The next call; null: none is there. The taker's. */
  @Nullable RedisCall poll() {
    RedisCall call = calls.poll();
    if (call != null) {
      size.decrementAndGet();
    }
    return call;
  }

  /** The next call, as soon as there is one. The taker's. */
  RedisCall take() throws InterruptedException {
    taker = Thread.currentThread();
    try {
      while (true) {
        RedisCall call = poll();
        if (call != null) {
          return call;
        }
        LockSupport.park(this);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      taker = null;
    }
  }

  /** Moves all that is there to the end of a list. The taker's. */
  void drainTo(List<RedisCall> list) {
    for (RedisCall call = poll(); call != null; call = poll()) {
      list.add(call);
    }
  }
}
