package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
  private static final String FSYNC = "appendfsync";

  private final RedisSettings settings;
  private final RedisScripts redis;
  private final RedisCarrier carrier;
  private final RunStore runs;
  private final RunControl control;
  private final ShardEnds shardEnds;
  private final SessionStore sessions;
  private final Reservations reservations;
  private final FleetStore fleet;
  private final Signals signals;
  private final List<String> warnings;

  private RedisMessaging(
      RedisSettings settings, RedisScripts redis, RedisCarrier carrier, List<String> warnings) {
    this.warnings = warnings;
    this.settings = settings;
    this.redis = redis;
    this.carrier = carrier;
    RedisShards shards = new RedisShards(redis, settings.prefix(), Script::load);
    RedisMemory memory = new RedisMemory(redis, settings.memoryLimitBytes());
    LocalReplies replies = new LocalReplies();
    runs = new RedisRunStore(shards, settings.bounds(), settings.retention(), memory, replies);
    control = new RedisRunControl(shards, settings.retention(), memory);
    shardEnds = new RedisShardEnds(shards);
    sessions = new RedisSessionStore(shards, memory);
    reservations = new RedisReservations(shards, memory);
    fleet =
        new RedisFleetStore(
            redis, settings.prefix(), RedisFleetStore::script, () -> UUID.randomUUID().toString());
    // A result is sent along when the run ends, which replicas may not have yet.
    boolean believed = settings.replicas() == 0;
    signals =
        new ChannelSignals(
            new Channels(settings.prefix()), carrier, this::publish, replies, believed);
  }

  /**
   * Checks that the server can be used, before anything is written to it, and connects. Blocks
   * until it answers; one that reads its data is waited for, up to the call timeout.
   *
   * @throws MessagingUnavailableException when nothing answers
   * @throws MessagingException when what answers cannot be used as it is; the message says what to
   *     change
   */
  public static RedisMessaging connect(RedisSettings settings) {
    RedisPreflight.Findings found = RedisPreflight.look(settings);
    found.warnings().forEach(w -> LOG.warn("{} at {}: {}", found.server(), settings.address(), w));
    RedisScripts redis = RedisScripts.start(settings);
    boolean usable = false;
    try {
      redis.command("connect", Protocol.Command.PING);
      Durability durability = durability(redis, settings);
      RedisMessaging messaging =
          new RedisMessaging(settings, redis, RedisCarrier.start(settings), found.warnings());
      usable = true;
      LOG.info("connected to {}: {}", settings, found.server());
      LOG.info("durability {}", durability);
      return messaging;
    } finally {
      if (!usable) {
        redis.close();
      }
    }
  }

  /** What is not as it should be on the server, or could not be looked at; for people. */
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public RunStore runs() {
    return runs;
  }

  @Override
  public RunControl control() {
    return control;
  }

  @Override
  public ShardEnds shardEnds() {
    return shardEnds;
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

  @Override
  public Durability durability() {
    return durability(redis, settings);
  }

  private static Durability durability(RedisScripts redis, RedisSettings settings) {
    boolean kept = info(redis, "persistence").number("aof_enabled") == 1;
    return new Durability(kept, kept ? fsync(redis) : null, settings.replicas());
  }

  private static @Nullable String fsync(RedisScripts redis) {
    try {
      Object reply = redis.command("info", Protocol.Command.CONFIG, ascii("GET"), ascii(FSYNC));
      RedisReply setting = RedisReply.of(reply);
      return setting.size() < 2 ? null : setting.text(1);
    } catch (MessagingUnavailableException e) {
      throw e;
    } catch (MessagingException e) {
      LOG.debug("the server does not tell its {}", FSYNC, e);
      return null;
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
    return RedisInfo.parse(redis.command("info", Protocol.Command.INFO, ascii(section)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
