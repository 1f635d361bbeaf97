package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One real Redis for all tests that name this extension; each takes a namespace of its own. */
public final class SharedRedis implements BeforeAllCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(SharedRedis.class);
  private static volatile RedisSettings settings =
      RedisSettings.of(RedisServer.of("not-started", 1));

  @Override
  public void beforeAll(ExtensionContext context) {
    Server server =
        context
            .getRoot()
            .getStore(SPACE)
            .computeIfAbsent("server", key -> new Server(), Server.class);
    settings = server.redis.settings();
  }

  /** How to reach it. */
  public static RedisSettings settings() {
    return settings;
  }

  private static final class Server implements AutoCloseable {
    private final Path folder = temporary();
    private final EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedisSettings.of(folder));

    @Override
    public void close() throws IOException {
      redis.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }

    private static Path temporary() {
      try {
        return Files.createTempDirectory("ld4j-redis");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
