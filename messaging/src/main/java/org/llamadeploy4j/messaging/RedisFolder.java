package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The data folder of the embedded server and the names in it.
 *
 * @param data an absolute path
 */
record RedisFolder(Path data) {
  private static final long LOG_LIMIT_BYTES = 10L << 20;

  /** Makes the folder if needed; links in its path are resolved. */
  static RedisFolder open(Path folder) throws IOException {
    OwnerFiles.createFolder(folder);
    return new RedisFolder(folder.toRealPath());
  }

  /** Written by the server itself when it starts, removed when it ends in order. */
  Path pid() {
    return data.resolve("redis.pid");
  }

  Path config() {
    return data.resolve("redis.conf");
  }

  Path log() {
    return data.resolve("redis.log");
  }

  /** What the server says before it has opened its log. */
  Path output() {
    return data.resolve("redis.out");
  }

  /** Puts a large log aside, so that there are two at most. */
  void rotateLog() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT_BYTES) {
      Files.move(log(), data.resolve("redis.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
