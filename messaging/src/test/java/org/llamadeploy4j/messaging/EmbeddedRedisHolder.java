package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.file.Path;
import redis.clients.jedis.Jedis;

/** A process that runs an embedded server until it is killed. */
public final class EmbeddedRedisHolder {
  private EmbeddedRedisHolder() {}

  /** Starts the process; its first line of output is {@code holding} once the server answers. */
  static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EmbeddedRedisHolder.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Holds the folder that the first argument names, until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    try (EmbeddedRedis redis =
            EmbeddedRedis.start(
                EmbeddedRedisSettings.of(Path.of(arguments[0]))
                    .withFsync(EmbeddedRedisSettings.Fsync.ALWAYS));
        Jedis client = RedisFixture.client(redis.settings())) {
      redis.describeOwner("a holder for tests");
      client.set("held", "yes");
      System.out.println("holding");
      int end = System.in.read();
      System.exit(end < 0 ? 0 : 1);
    }
  }
}
