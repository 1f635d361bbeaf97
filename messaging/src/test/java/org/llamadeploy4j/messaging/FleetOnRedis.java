package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ProtocolJson;
import redis.clients.jedis.Jedis;

/** A fleet on a real Redis, in a namespace of its own, with a clock that the test sets. */
final class FleetOnRedis implements AutoCloseable {
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final Pattern PUBLISHED = Pattern.compile("cmdstat_publish:calls=(\\d+)");
  private static final Set<String> TELLING =
      Set.of(
          "assignments",
          "cause",
          "deployment",
          "host",
          "id",
          "incarnation",
          "live",
          "retired",
          "runtime",
          "service",
          "state",
          "version",
          "versions");
  private static final String CLOCK =
      """
      local function clock()
        return tonumber(redis.call('GET', string.match(KEYS[1], '^[^{]*') .. 'now'))
      end
      """;

  private final RedisScripts redis;
  private final Jedis admin;
  private final String prefix;
  private final FleetStore store;
  private int operations;
  private Instant now = FleetScene.START;

  FleetOnRedis(RedisSettings server) {
    RedisSettings settings = server.withNamespace("fleet" + NAMESPACES.incrementAndGet());
    prefix = settings.prefix();
    redis = RedisScripts.start(settings);
    admin = RedisFixture.client(settings);
    store =
        new RedisFleetStore(redis, prefix, FleetOnRedis::script, () -> "operation-" + ++operations);
    advance(Duration.ZERO);
  }

  /** A script of the fleet on the clock that tests set. */
  static Script script(String name) {
    return RedisFleetStore.script(name, CLOCK);
  }

  FleetStore store() {
    return store;
  }

  RedisScripts redis() {
    return redis;
  }

  String prefix() {
    return prefix;
  }

  void advance(Duration duration) {
    now = now.plus(duration);
    admin.set(prefix + "now", String.valueOf(now.toEpochMilli()));
  }

  /** All that it holds; of documents what tells them apart, since they have tests of their own. */
  String dump() {
    return RedisDump.of(admin, prefix, FleetOnRedis::shown);
  }

  private static String shown(String value) {
    return value.startsWith("{")
        ? telling(ProtocolJson.read(value.getBytes(StandardCharsets.UTF_8), Map.class)).toString()
        : value;
  }

  private static Object telling(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> list.stream().map(FleetOnRedis::telling).toList();
      case Map<?, ?> fields -> {
        Map<String, Object> shown = new TreeMap<>();
        fields.forEach((name, field) -> {
          if (TELLING.contains(String.valueOf(name))) {
            shown.put(String.valueOf(name), telling(field));
          }
        });
        yield shown;
      }
      case null -> "null";
      default -> value;
    };
  }

  /** How often anything was published on the server, by scripts included. */
  long published() {
    Matcher calls = PUBLISHED.matcher(admin.info("commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  @Override
  public void close() {
    redis.close();
    admin.close();
  }
}
