package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.llamadeploy4j.protocol.TaskId;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ListPosition;

/** Real Redis under test, in a namespace of its own, with a clock that the test sets. */
final class RedisFixture implements StoreFixture {
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final String CLOCK =
      """
      local function clock()
        return tonumber(redis.call('GET', string.match(KEYS[1], '^[^{]*') .. 'now'))
      end
      """;

  private final RedisScripts redis;
  private final Jedis admin;
  private final String prefix;
  private final RunStore runs;
  private final RunControl control;
  private final ShardEnds shardEnds;
  private final SessionStore sessions;
  private final Reservations reservations;
  private Instant now = TwinFixture.START;
  private volatile boolean full;

  RedisFixture(RedisSettings server) {
    this(server, TwinFixture.RETENTION);
  }

  RedisFixture(RedisSettings server, Retention retention) {
    RedisSettings settings = server.withNamespace("test" + NAMESPACES.incrementAndGet());
    prefix = settings.prefix();
    redis = RedisScripts.start(settings);
    admin = client(settings);
    RedisShards shards = new RedisShards(redis, prefix, name -> Script.load(name, CLOCK));
    runs = new RedisRunStore(shards, RunBounds.DEFAULT, retention, () -> full, new LocalReplies());
    control = new RedisRunControl(shards, retention, () -> full);
    shardEnds = new RedisShardEnds(shards);
    sessions = new RedisSessionStore(shards, () -> full);
    reservations = new RedisReservations(shards, () -> full);
    advance(Duration.ZERO);
  }

  static Jedis client(RedisSettings settings) {
    return new Jedis(
        new HostAndPort(settings.server().host(), settings.server().port()),
        DefaultJedisClientConfig.builder()
            .password(settings.server().password())
            .autoNegotiateProtocol(false)
            .build());
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
  public void advance(Duration duration) {
    now = now.plus(duration);
    admin.set(prefix + "now", String.valueOf(now.toEpochMilli()));
  }

  @Override
  public void restart() {
    for (String key : keys()) {
      if (key.endsWith("}:gen")) {
        admin.hset(key, "run", "the run id of the life before");
      }
    }
  }

  @Override
  public void full(boolean isFull) {
    full = isFull;
  }

  @Override
  public String dump() {
    return RedisDump.of(admin, prefix, shown -> shown);
  }

  /** Makes the store what it was before runs were measured. */
  void forgetBytes() {
    for (String key : keys()) {
      if (key.contains("}:run:")) {
        forgetBytes(new TaskId(key.substring(key.lastIndexOf(':') + 1)));
      }
    }
  }

  /** The same for some runs. */
  void forgetBytes(TaskId... tasks) {
    String base = prefix + Scene.SHARD.tag() + ":";
    for (TaskId task : tasks) {
      String bytes = String.valueOf(admin.hget(base + "run:" + task, "bytes"));
      String end = admin.hget(base + "run:" + task, "end") + " " + task;
      admin.hdel(base + "run:" + task, "bytes");
      if (admin.linsert(base + "ended", ListPosition.BEFORE, end + " " + bytes, end) > 0) {
        admin.lrem(base + "ended", 1, end + " " + bytes);
        admin.hincrBy(base + "gen", "kept", -Long.parseLong(bytes));
      }
    }
  }

  /** What all keys take. */
  long memoryBytes() {
    return keys().stream().mapToLong(key -> admin.memoryUsage(key, 0)).sum();
  }

  @Override
  public void close() {
    redis.close();
    keys().forEach(admin::del);
    admin.del(prefix + "now");
    admin.close();
  }

  private Set<String> keys() {
    return RedisDump.keys(admin, prefix);
  }
}
