package org.llamadeploy4j.dist;

import org.llamadeploy4j.cli.Durability;
import org.llamadeploy4j.cli.KeptRuns;
import org.llamadeploy4j.cli.Limits;
import org.llamadeploy4j.cli.RedisAddress;
import org.llamadeploy4j.cli.RoleOptions;
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
  static RedisAccess of(RoleOptions role) {
    return given(role.redis(), role.namespace()).with(role.kept(), role.limits());
  }

  private static RedisAccess given(RedisAddress address, String namespace) {
    RedisServer server = RedisServer.of(address.url());
    String password = address.password();
    RedisServer known = password == null ? server : server.withCredentials(server.user(), password);
    return new RedisAccess(
        RedisSettings.of(known).withNamespace(namespace).withReplicas(address.replicas()),
        address + ", namespace " + namespace,
        false);
  }

  /** Starts one of our own, or uses the one that was given. */
  static RedisAccess of(ServeOptions options, DataFolder folder, Lifecycle parts) {
    RedisAddress address = options.redis();
    AppliedLimits limits = new AppliedLimits(options.limits());
    RedisAccess access =
        address == null
            ? embedded(folder, fsync(options.durability()), limits, parts)
            : given(address, options.namespace());
    return access.with(options.kept(), options.limits());
  }

  /** The same where so much of the past stays, with these bounds. */
  private RedisAccess with(KeptRuns kept, Limits limits) {
    RedisSettings bounded = new AppliedLimits(limits).in(settings);
    return new RedisAccess(bounded.withRetention(retention(kept)), description, own);
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
  static RedisAccess embedded(
      DataFolder folder, Fsync fsync, AppliedLimits limits, Lifecycle parts) {
    EmbeddedRedisSettings settings =
        limits.in(EmbeddedRedisSettings.of(folder.redis()).withFsync(fsync));
    EmbeddedRedis redis = parts.add("embedded Redis", EmbeddedRedis.start(settings));
    return new RedisAccess(redis.settings(), redis.description(), true);
  }
}
