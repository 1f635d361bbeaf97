package org.llamadeploy4j.dist;

import org.llamadeploy4j.cli.Durability;
import org.llamadeploy4j.cli.KeptRuns;
import org.llamadeploy4j.cli.RedisAddress;
import org.llamadeploy4j.cli.ServeOptions;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings.Fsync;
import org.llamadeploy4j.messaging.RedisServer;
import org.llamadeploy4j.messaging.RedisSettings;
import org.llamadeploy4j.messaging.Retention;

/**
 * The Redis a program works on: one that somebody runs, or one of its own.
 *
 * @param settings how to reach it
 * @param description for people; without secrets
 * @param own whether this program has started it, for itself alone
 */
record RedisAccess(RedisSettings settings, String description, boolean own) {
  /** A Redis that somebody else runs. */
  static RedisAccess of(RedisAddress address, String namespace, KeptRuns kept) {
    RedisServer server = RedisServer.of(address.url());
    String password = address.password();
    RedisServer known = password == null ? server : server.withCredentials(server.user(), password);
    return new RedisAccess(
        RedisSettings.of(known)
            .withNamespace(namespace)
            .withReplicas(address.replicas())
            .withRetention(retention(kept)),
        address + ", namespace " + namespace,
        false);
  }

  /** Starts one of our own, or uses the one that was given. */
  static RedisAccess of(ServeOptions options, DataFolder folder, Lifecycle parts) {
    RedisAddress address = options.redis();
    return address == null
        ? embedded(folder, fsync(options.durability()), parts).keeping(options.kept())
        : of(address, options.namespace(), options.kept());
  }

  /** The same where so much of the past stays. */
  private RedisAccess keeping(KeptRuns kept) {
    return new RedisAccess(settings.withRetention(retention(kept)), description, own);
  }

  static Retention retention(KeptRuns kept) {
    return new Retention(kept.runs(), kept.age(), kept.maxBytes());
  }

  private static Fsync fsync(Durability durability) {
    return switch (durability) {
      case everysec -> Fsync.EVERYSEC;
      case always -> Fsync.ALWAYS;
      case replicated -> throw new IllegalArgumentException("a Redis of our own has no replicas");
    };
  }

  /** Starts one of our own on the program's data folder. */
  static RedisAccess embedded(DataFolder folder, Fsync fsync, Lifecycle parts) {
    EmbeddedRedisSettings settings = EmbeddedRedisSettings.of(folder.redis()).withFsync(fsync);
    EmbeddedRedis redis = parts.add("embedded Redis", EmbeddedRedis.start(settings));
    return new RedisAccess(redis.settings(), redis.description(), true);
  }
}
