package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * Messaging on a Redis server, 7.0 or later, or Valkey. Connections come back by themselves; while
 * the server is away calls fail fast with {@link MessagingUnavailableException}. Safe for use by
 * many threads; holds no state that is not on the server.
 */
public final class RedisMessaging implements Messaging {
  private static final Logger LOG = LoggerFactory.getLogger(RedisMessaging.class);
  private static final int OLDEST_MAJOR_VERSION = 7;

  private final RedisSettings settings;
  private final RedisScripts redis;
  private final RedisCarrier carrier;
  private final RunStore runs;
  private final SessionStore sessions;
  private final Reservations reservations;
  private final FleetStore fleet;
  private final Signals signals;

  private RedisMessaging(RedisSettings settings, RedisScripts redis, RedisCarrier carrier) {
    this.settings = settings;
    this.redis = redis;
    this.carrier = carrier;
    RedisShards shards = new RedisShards(redis, settings.prefix(), Script::load);
    RedisMemory memory = new RedisMemory(redis, settings.memoryLimitBytes());
    LocalReplies replies = new LocalReplies();
    runs = new RedisRunStore(shards, settings.retention(), memory, replies);
    sessions = new RedisSessionStore(shards);
    reservations = new RedisReservations(shards, memory);
    fleet =
        new RedisFleetStore(
            redis, settings.prefix(), RedisFleetStore::script, () -> UUID.randomUUID().toString());
    signals = new ChannelSignals(new Channels(settings.prefix()), carrier, this::publish, replies);
  }

  /**
   * Connects and checks that the server can be used. Blocks until it answers.
   *
   * @throws MessagingUnavailableException when nothing answers within the call timeout
   * @throws MessagingException when what answers is too old or would evict our data
   */
  public static RedisMessaging connect(RedisSettings settings) {
    RedisScripts redis = RedisScripts.start(settings);
    boolean usable = false;
    try {
      RedisInfo server = info(redis, "server");
      requireVersion(settings, server.text("redis_version"));
      requireNoEviction(settings, info(redis, "memory").text("maxmemory_policy"));
      RedisMessaging messaging = new RedisMessaging(settings, redis, RedisCarrier.start(settings));
      usable = true;
      LOG.info("connected to {}: Redis {}", settings, server.text("redis_version"));
      return messaging;
    } finally {
      if (!usable) {
        redis.close();
      }
    }
  }

  @Override
  public RunStore runs() {
    return runs;
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public Reservations reservations() {
    return reservations;
  }

  @Override
  public FleetStore fleet() {
    return fleet;
  }

  @Override
  public Signals signals() {
    return signals;
  }

  @Override
  public Health health() {
    try {
      RedisInfo server = info(redis, "server");
      boolean kept = info(redis, "persistence").number("aof_enabled") == 1;
      return new Health(
          true,
          "Redis %s at %s, append-only file %s"
              .formatted(
                  server.text("redis_version"),
                  settings.address(),
                  kept ? "on" : "off: a restart of Redis loses everything"));
    } catch (MessagingException e) {
      return new Health(false, String.valueOf(e.getMessage()));
    }
  }

  private void publish(String channel, byte[] message) {
    byte[] name = channel.getBytes(StandardCharsets.UTF_8);
    Object _ = redis.command(channel, Protocol.Command.PUBLISH, name, message);
  }

  @Override
  public void close() {
    carrier.close();
    redis.close();
  }

  private static RedisInfo info(RedisScripts redis, String section) {
    byte[] name = section.getBytes(StandardCharsets.US_ASCII);
    return RedisInfo.parse(redis.command("info", Protocol.Command.INFO, name));
  }

  private static void requireVersion(RedisSettings settings, String version) {
    int dot = version.indexOf('.');
    if (dot < 0 || Integer.parseInt(version.substring(0, dot)) < OLDEST_MAJOR_VERSION) {
      throw new MessagingException(
          "Redis at %s is version %s; 7.0 or later is needed"
              .formatted(settings.address(), version));
    }
  }

  private static void requireNoEviction(RedisSettings settings, String policy) {
    if (!policy.equals("noeviction")) {
      throw new MessagingException(
          "Redis at %s has maxmemory-policy %s and would drop accepted work; set it to noeviction"
              .formatted(settings.address(), policy));
    }
  }
}
