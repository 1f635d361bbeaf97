package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Whether the server still has room for new work, as heard at most a second before it was last
 * asked. Asks in the background and never blocks. Safe for use by many threads.
 */
final class RedisMemory implements BooleanSupplier {
  /** What to tell whose work is refused. */
  static final String FULL =
      "Redis uses more than 80 % of its memory; let runs end, shorten the retention, or raise"
          + " maxmemory";

  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long FULL_PERCENT = 80;

  private final RedisScripts redis;
  private final long limitBytes;
  private final AtomicLong askedAt = new AtomicLong(System.nanoTime() - EVERY_NANOS);
  private volatile boolean full;

  /** Takes the limit for servers that have none of their own. */
  RedisMemory(RedisScripts redis, long limitBytes) {
    this.redis = redis;
    this.limitBytes = limitBytes;
  }

  @Override
  public boolean getAsBoolean() {
    long last = askedAt.get();
    long now = System.nanoTime();
    if (now - last >= EVERY_NANOS && askedAt.compareAndSet(last, now)) {
      redis
          .startCommand(
              "memory", Protocol.Command.INFO, "memory".getBytes(StandardCharsets.US_ASCII))
          .whenComplete((info, failure) -> heard(info));
    }
    return full;
  }

  /** A null reply is a failure, which callers meet themselves. */
  private void heard(@Nullable Object reply) {
    if (reply != null) {
      RedisInfo info = RedisInfo.parse(reply);
      long own = info.number("maxmemory");
      full = info.number("used_memory") * 100 >= (own == 0 ? limitBytes : own) * FULL_PERCENT;
    }
  }
}
