package org.llamadeploy4j.benchmarks;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings.Fsync;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.RedisServer;
import org.llamadeploy4j.messaging.RedisSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the product could do at best: the same HTTP library and the same fenced scripts, but no
 * engine, no routing and no user code. The product's figures are given as a ratio to this.
 *
 * <pre>
 * --port 0 --steps 1 --answer JSON         0 steps: the front alone
 * --data FOLDER --fsync everysec|always    starts a Redis of its own (the default)
 * --redis redis://host:port                uses one that runs
 * </pre>
 *
 * Runs until it gets a signal.
 */
public final class BareHarness implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BareHarness.class);
  private static final Set<String> OPTIONS =
      Set.of("port", "steps", "answer", "data", "fsync", "redis");

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private BareHarness() {}

  /** Starts the harness, says where it listens, and stays until a signal. */
  public static void main(String[] args) throws InterruptedException {
    BareHarness harness = new BareHarness();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("bare-stop").unstarted(harness::close));
    try {
      System.out.println(harness.start(Options.parse(args, OPTIONS)));
    } catch (RuntimeException e) {
      System.err.println("bare harness: " + e.getMessage());
      System.exit(2);
    }
    Thread.currentThread().join();
  }

  private String start(Options options) {
    BareWork work =
        BareWork.of(
            UUID.randomUUID().toString().replace("-", ""),
            options.text("answer", LoadSettings.ECHO_ANSWER),
            options.number("steps", 1));
    Messaging messaging = keep(RedisMessaging.connect(redis(options)));
    BareRuntime runtime = keep(new BareRuntime(messaging, work));
    BareFront front = keep(new BareFront(messaging, work));
    runtime.start();
    front.start(options.number("port", 0));
    return "bare harness of %d steps on http://127.0.0.1:%d with %s"
        .formatted(work.steps(), front.port(), messaging.health().detail());
  }

  private RedisSettings redis(Options options) {
    if (options.has("redis")) {
      return RedisSettings.of(RedisServer.of(URI.create(options.text("redis", ""))));
    }
    EmbeddedRedis redis =
        keep(
            EmbeddedRedis.start(
                EmbeddedRedisSettings.of(Path.of(options.text("data", "bare-data")))
                    .withFsync(fsync(options))));
    return redis.settings();
  }

  private static Fsync fsync(Options options) {
    String word = options.text("fsync", Fsync.EVERYSEC.word());
    try {
      return Fsync.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BenchmarkException("--fsync is everysec or always, not " + word, e);
    }
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** Stops what runs, the last started first; idempotent. */
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not stop", part, e);
      }
    }
  }
}
