package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/** What a namespace holds on a real Redis, but for the clock that a test sets. */
final class RedisDump {
  private RedisDump() {}

  /**
   * All of it, in the form of {@link StoreDump}.
   *
   * @param shown how values of hashes and plain values are shown
   */
  static String of(Jedis redis, String prefix, UnaryOperator<String> shown) {
    StoreDump dump = new StoreDump();
    for (String key : keys(redis, prefix)) {
      String name = key.substring(prefix.length());
      switch (redis.type(key)) {
        case "hash" -> dump.hash(name, fields(redis, key, shown));
        case "list" -> dump.list(name, redis.lrange(key.getBytes(StandardCharsets.UTF_8), 0, -1));
        case "zset" -> dump.scores(name, scores(redis, key));
        default -> dump.value(name, shown.apply(redis.get(key)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return dump.toString();
  }

  static Set<String> keys(Jedis redis, String prefix) {
    ScanParams ours = new ScanParams().match(prefix + "*").count(1_000);
    Set<String> keys = new TreeSet<>();
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      ScanResult<String> page = redis.scan(cursor, ours);
      keys.addAll(page.getResult());
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    keys.remove(prefix + "now");
    return keys;
  }

  /** Without what no twin can know: the life of the server. */
  private static Map<String, String> fields(Jedis redis, String key, UnaryOperator<String> shown) {
    Map<String, String> fields = new HashMap<>(redis.hgetAll(key));
    if (key.endsWith("}:gen")) {
      fields.remove("run");
    }
    fields.replaceAll((field, value) -> shown.apply(value));
    return fields;
  }

  private static Map<String, Long> scores(Jedis redis, String key) {
    Map<String, Long> scores = new HashMap<>();
    for (Tuple tuple : redis.zrangeWithScores(key, 0, -1)) {
      scores.put(tuple.getElement(), (long) tuple.getScore());
    }
    return scores;
  }
}
