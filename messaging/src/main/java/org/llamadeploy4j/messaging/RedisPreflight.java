package org.llamadeploy4j.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Looks at a server before anything is written to it: whether it lets us in, is one that we can
 * work with, keeps what it accepts, and holds nobody else's data where ours would be. Each trouble
 * is one error that says what to do; what cannot be looked at is a warning. One use, one thread.
 */
final class RedisPreflight {
  private static final int CONNECT_MILLIS = 2_000;
  private static final long LOADING_MILLIS = 100;
  private static final int OLDEST_REDIS = 7;
  private static final List<Integer> OLDEST_VALKEY = List.of(7, 2);
  private static final int SCANNED_AT_ONCE = 1_000;
  private static final int MOST_SCANS = 1_000;

  private final RedisSettings settings;
  private final Jedis redis;
  private final List<String> warnings = new ArrayList<>();

  private RedisPreflight(RedisSettings settings, Jedis redis) {
    this.settings = settings;
    this.redis = redis;
  }

  /**
   * What was found.
   *
   * @param server what runs there, for people
   * @param warnings what is not as it should be, or could not be looked at
   */
  record Findings(String server, List<String> warnings) {
    /** Copies the list. */
    Findings {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Connects and looks. A server that reads its data is waited for, up to the call timeout.
   *
   * @throws MessagingUnavailableException when nothing answers
   * @throws MessagingException when the server cannot be used as it is
   */
  static Findings look(RedisSettings settings) {
    long deadline = System.nanoTime() + settings.callTimeout().toNanos();
    while (true) {
      try (Jedis redis = new Jedis(address(settings), config(settings))) {
        return new RedisPreflight(settings, redis).look();
      } catch (JedisException e) {
        boolean loading = String.valueOf(e.getMessage()).startsWith("LOADING");
        if (!loading || System.nanoTime() - deadline >= 0) {
          throw RedisRefusals.of(settings, e);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOADING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingException("interrupted while Redis reads its data", e);
    }
  }

  private static HostAndPort address(RedisSettings settings) {
    return new HostAndPort(settings.server().host(), settings.server().port());
  }

  private static DefaultJedisClientConfig config(RedisSettings settings) {
    RedisServer server = settings.server();
    var config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .autoNegotiateProtocol(false)
            .connectionTimeoutMillis(CONNECT_MILLIS)
            .socketTimeoutMillis(Math.toIntExact(settings.callTimeout().toMillis()))
            .database(server.database());
    if (!server.user().isEmpty()) {
      config.user(server.user());
    }
    if (!server.password().isEmpty()) {
      config.password(server.password());
    }
    if (server.tls()) {
      config.sslOptions(SslOptions.defaults());
    }
    return config.build();
  }

  private Findings look() {
    redis.ping();
    RedisInfo info = RedisInfo.parse(redis.info());
    String server = checkServer(info);
    checkEviction(info);
    checkDurability(info);
    checkReplicas(info);
    checkRights();
    checkOwner();
    return new Findings(server, warnings);
  }

  private String checkServer(RedisInfo info) {
    String mode = info.fields().getOrDefault("redis_mode", "standalone");
    if (mode.equals("sentinel")) {
      throw unusable("is a Sentinel; give the address of the primary that it watches");
    }
    if (mode.equals("cluster") || info.number("cluster_enabled") == 1) {
      throw unusable("is part of a cluster, which is not supported; use a standalone server");
    }
    if (!info.fields().getOrDefault("role", "master").equals("master")) {
      throw unusable(
          "is a replica and takes no writes; give the address of its primary, %s:%s"
              .formatted(info.fields().get("master_host"), info.fields().get("master_port")));
    }
    String valkey = info.fields().get("valkey_version");
    String version = valkey == null ? info.text("redis_version") : valkey;
    List<Integer> numbers = numbers(version);
    if (valkey == null ? numbers.get(0) < OLDEST_REDIS : isOldValkey(numbers)) {
      throw unusable(
          "is %s %s; Redis 7.0 or Valkey 7.2 or later is needed"
              .formatted(valkey == null ? "Redis" : "Valkey", version));
    }
    return (valkey == null ? "Redis " : "Valkey ") + version;
  }

  private static boolean isOldValkey(List<Integer> version) {
    int major = version.get(0).compareTo(OLDEST_VALKEY.get(0));
    return major < 0 || (major == 0 && version.get(1) < OLDEST_VALKEY.get(1));
  }

  /** Major and minor number; 0 where there is none. */
  private static List<Integer> numbers(String version) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : version.split("[^0-9]+", 3)) {
      numbers.add(part.isEmpty() ? 0 : Integer.valueOf(part));
    }
    numbers.add(0);
    return numbers;
  }

  private void checkEviction(RedisInfo info) {
    String policy = info.fields().get("maxmemory_policy");
    if (policy == null) {
      policy = setting("maxmemory-policy", "make sure that it is noeviction");
    }
    if (policy != null && !policy.equals("noeviction")) {
      throw unusable(
          "has maxmemory-policy %s and would drop accepted work; set it to noeviction"
              .formatted(policy));
    }
  }

  private void checkDurability(RedisInfo info) {
    if (info.number("aof_enabled") != 1) {
      warnings.add("its append-only file is off: a restart loses everything; set appendonly yes");
      return;
    }
    String fsync = setting("appendfsync", "make sure that it is everysec or always");
    if ("no".equals(fsync)) {
      warnings.add(
          "appendfsync is no: half a minute of acknowledged work may be lost; set everysec or"
              + " always");
    }
  }

  private void checkReplicas(RedisInfo info) {
    int needed = settings.replicas();
    if (needed > info.replicas()) {
      warnings.add(
          "it has %d of the %d replicas that must have each write: until they are there, requests"
                  .formatted(info.replicas(), needed)
              + " are answered with 'outcome unknown' (503); connect replicas, or start with fewer"
              + " --replicas");
    }
  }

  /** A setting; null after a warning, when the server does not tell it. */
  private @Nullable String setting(String name, String advice) {
    try {
      Map<String, String> settingsByName = redis.configGet(name);
      if (settingsByName.containsKey(name)) {
        return settingsByName.get(name);
      }
    } catch (JedisDataException e) {
      // Refused to this user, or renamed: what is not known is not wrong.
    }
    warnings.add("it does not tell its %s; %s".formatted(name, advice));
    return null;
  }

  /** Scripts are all that we run, and channels all that we hear. */
  private void checkRights() {
    if (settings.replicas() > 0) {
      redis.publish(settings.prefix() + "replicas", "");
      redis.waitReplicas(0, 1);
    }
    redis.eval("return redis.call('EXISTS', KEYS[1])", 1, settings.prefix() + "{fleet}:about");
  }

  private void checkOwner() {
    String about = settings.prefix() + "{fleet}:about";
    String type = redis.type(about);
    if (type.equals("hash")) {
      String format = redis.hget(about, "format");
      if (!String.valueOf(RedisFleetStore.FORMAT).equals(format)) {
        throw foreign(about + ", which another version of this program wrote (format " + format);
      }
      return;
    }
    String found = type.equals("none") ? strange() : about;
    if (found != null) {
      throw foreign(found + ", which is not ours (" + redis.type(found));
    }
  }

  /** A key in our namespace that none of our programs makes; null: there is none. */
  private @Nullable String strange() {
    ScanParams inNamespace = new ScanParams().match(settings.prefix() + "*").count(SCANNED_AT_ONCE);
    String cursor = ScanParams.SCAN_POINTER_START;
    for (int scan = 0; scan < MOST_SCANS; scan++) {
      ScanResult<String> page = redis.scan(cursor, inNamespace);
      for (String key : page.getResult()) {
        if (!key.startsWith(settings.prefix() + "{")) {
          return key;
        }
      }
      cursor = page.getCursor();
      if (cursor.equals(ScanParams.SCAN_POINTER_START)) {
        return null;
      }
    }
    return null;
  }

  private MessagingException foreign(String what) {
    return unusable(
        "holds somebody else's data where ours would be: key %s); choose another --namespace than"
                .formatted(what)
            + " '"
            + settings.namespace()
            + "'");
  }

  private MessagingException unusable(String why) {
    return new MessagingException("Redis at " + settings.address() + " " + why);
  }
}
