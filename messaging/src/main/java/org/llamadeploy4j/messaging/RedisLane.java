package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection that many callers share and that comes back by itself. Calls go out in the order
 * they came in, without waiting for each other's replies; after a break the unanswered ones are
 * sent again in that order, which their operation ids make safe.
 *
 * <p>The writer thread owns the wire and the order of calls; a reader thread per wire hands out
 * replies. Both are platform threads.
 */
final class RedisLane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLane.class);
  private static final int QUEUE = 1 << 12;

  /** How long a server may be away before calls that were never sent stop waiting for it. */
  private static final Duration GONE_AFTER = Duration.ofMillis(400);

  private static final int UNKNOWN_SCRIPT_LIMIT = 3;
  private static final long BACKOFF_MILLIS = 20;
  private static final long MAX_BACKOFF_MILLIS = 200;
  private static final long CLOSE_MILLIS = 2_000;
  private static final RedisCall WAKE =
      RedisCall.command(Protocol.Command.PING, List.of(), Long.MAX_VALUE);

  private final RedisSettings settings;
  private final int replicas;
  private final CallQueue queue = new CallQueue(QUEUE);
  private final Deque<RedisCall> again = new ArrayDeque<>();
  private final Thread writer;
  private volatile boolean closed;
  private volatile @Nullable Gone gone;
  private volatile @Nullable RedisWire current;

  /** A server that is away: why, and since which {@code System.nanoTime()}. */
  private record Gone(String why, long since) {}

  /**
   * A lane, not started.
   *
   * @param replicas how many must have what a script wrote before it is answered; 0: none
   */
  RedisLane(RedisSettings settings, int index, int replicas) {
    this.settings = settings;
    this.replicas = replicas;
    this.writer = Thread.ofPlatform().name("redis-writer-" + index).daemon().unstarted(this::run);
  }

  void start() {
    writer.start();
  }

  /**
   * Puts a call in line. Its reply may end with {@link MessagingUnavailableException}.
   *
   * @param patient whether to wait for room in the queue, until the call's deadline
   */
  void submit(RedisCall call, boolean patient) {
    if (closed) {
      call.fail(unavailable(call, "this process closed its connections", null));
      return;
    }
    Gone away = away();
    if (away != null) {
      call.fail(unavailable(call, away.why(), null));
      return;
    }
    try {
      if (!(patient ? queue.offer(call, call.deadline) : queue.offer(call))) {
        call.fail(unavailable(call, QUEUE + " calls wait already", null));
      } else if (closed) {
        call.fail(unavailable(call, "this process closed its connections", null));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.fail(unavailable(call, "the caller was interrupted", e));
    }
  }

  @Override
  public void close() {
    closed = true;
    RedisWire wire = current;
    if (wire != null) {
      wire.close();
    }
    writer.interrupt();
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether calls are of no use now; null: they are. */
  private @Nullable Gone away() {
    Gone known = gone;
    RedisWire wire = current;
    if (known != null || wire == null) {
      return known;
    }
    long silent = wire.silentSince();
    return silent == 0 ? null : new Gone("it has fallen silent", silent);
  }

  MessagingUnavailableException unavailable(RedisCall call, String why, @Nullable Throwable cause) {
    Gone away = away();
    return new MessagingUnavailableException(
        "Redis at %s did not answer %s: %s".formatted(settings.address(), call, why),
        cause,
        away == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - away.since()));
  }

  private void run() {
    try {
      while (!closed) {
        try (RedisWire wire = connect()) {
          serve(wire);
        }
        Thread.sleep(BACKOFF_MILLIS);
      }
    } catch (InterruptedException e) {
      LOG.debug("connection to {} ends", settings.address());
    } finally {
      List<RedisCall> left = new ArrayList<>(again);
      queue.drainTo(left);
      left.forEach(call -> call.fail(unavailable(call, "this process closed", null)));
    }
  }

  /** Tries until a server lets us in; meanwhile lets go those who wait too long. */
  private RedisWire connect() throws InterruptedException {
    long since = System.nanoTime();
    long backoff = BACKOFF_MILLIS;
    while (true) {
      try {
        RedisWire wire = RedisWire.open(settings, replicas);
        if (gone != null) {
          LOG.info("Redis at {} is back", settings.address());
        }
        gone = null;
        current = wire;
        return wire;
      } catch (IOException | JedisException | MessagingException e) {
        expire(since, e);
      }
      Thread.sleep(backoff);
      backoff = Math.min(MAX_BACKOFF_MILLIS, backoff * 2);
    }
  }

  private void expire(long since, Exception cause) {
    String why = String.valueOf(cause.getMessage());
    long now = System.nanoTime();
    boolean away = now - since > GONE_AFTER.toNanos();
    if (away && gone == null) {
      LOG.warn("Redis at {} is gone: {}", settings.address(), why);
      gone = new Gone(why, since);
    }
    again.removeIf(call -> {
      boolean late = now - call.deadline > 0;
      if (late) {
        call.fail(unavailable(call, why, cause));
      }
      return late || call.reply.isDone();
    });
    if (away) {
      List<RedisCall> unsent = new ArrayList<>();
      queue.drainTo(unsent);
      unsent.forEach(call -> call.fail(unavailable(call, why, cause)));
    }
  }

  private void serve(RedisWire wire) throws InterruptedException {
    Thread reader =
        Thread.ofPlatform()
            .name(writer.getName().replace("writer", "reader"))
            .daemon()
            .start(() -> readReplies(wire));
    try {
      writeCalls(wire);
    } catch (IOException | JedisConnectionException e) {
      LOG.debug("writing to {} failed", settings.address(), e);
    } finally {
      wire.close();
      reader.join(CLOSE_MILLIS);
      List<RedisCall> unanswered = new ArrayList<>();
      wire.drainTo(unanswered);
      unanswered.removeIf(call -> call.deadline == Long.MAX_VALUE);
      unanswered.addAll(again);
      again.clear();
      again.addAll(unanswered);
    }
  }

  private void writeCalls(RedisWire wire) throws IOException, InterruptedException {
    while (!wire.broken()) {
      RedisCall call = again.isEmpty() ? queue.poll() : again.poll();
      if (call == null) {
        wire.confirm();
        wire.flush();
        call = queue.take();
      }
      if (call != WAKE && !call.reply.isDone()) {
        wire.send(call);
      }
    }
  }

  private void readReplies(RedisWire wire) {
    try {
      while (!wire.broken()) {
        readReply(wire);
      }
    } catch (JedisException e) {
      if (!closed) {
        LOG.debug("reading from {} failed", settings.address(), e);
      }
    } finally {
      wire.close();
      // The writer may wait for work; a full queue will wake it as well.
      boolean woken = queue.offer(WAKE);
      LOG.debug("connection to {} ended, writer woken: {}", settings.address(), woken);
    }
  }

  private void readReply(RedisWire wire) {
    try {
      Object reply = wire.read();
      if (wire.answer(reply) && !queue.offer(WAKE)) {
        LOG.trace("the writer has enough to do to come by");
      }
    } catch (JedisDataException e) {
      RedisCall call = wire.oldest();
      if (call != null && mayPass(e, call)) {
        // Unanswered calls stay in place: they are sent again on the next connection.
        LOG.info("connecting to {} anew: {}", settings.address(), e.getMessage());
        throw new JedisConnectionException(e);
      }
      refuse(wire.answered(), e);
    }
  }

  /** Errors of a server that starts, forgot our scripts, or is no longer the primary. */
  private static boolean mayPass(JedisDataException e, RedisCall call) {
    String message = String.valueOf(e.getMessage());
    return call.command == Protocol.Command.WAIT
        || (message.startsWith("NOSCRIPT") && ++call.unknown < UNKNOWN_SCRIPT_LIMIT)
        || message.startsWith("LOADING")
        || message.startsWith("MASTERDOWN")
        || message.startsWith("READONLY")
        || message.startsWith("UNBLOCKED");
  }

  private void refuse(RedisCall call, JedisDataException e) {
    String message = String.valueOf(e.getMessage());
    if (call.command == Protocol.Command.SCRIPT) {
      LOG.error("Redis at {} cannot load one of our scripts: {}", settings.address(), message);
    }
    boolean later =
        message.startsWith("OOM") || message.startsWith("BUSY") || message.startsWith("MISCONF");
    call.fail(
        later
            ? unavailable(call, message, e)
            : new MessagingException("Redis refused " + call + ": " + message, e));
  }
}
