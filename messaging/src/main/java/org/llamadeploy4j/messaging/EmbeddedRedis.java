package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis server as a child process, for development: on the loopback address, a free port and
 * a random password, its data in a folder that one process at a time may hold. A server that dies
 * is started again on the same port and data; one that a killed process left behind is ended by the
 * next start. Safe for use by many threads; calls block.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
  private static final String HOST = "127.0.0.1";
  private static final int PASSWORD_BYTES = 32;

  private final DataFolderLock folderLock;
  private final RedisLauncher launcher;
  private final RedisSupervisor supervisor;
  private final int port;

  private EmbeddedRedis(
      DataFolderLock folderLock, RedisLauncher launcher, RedisLauncher.Launched first) {
    this.folderLock = folderLock;
    this.launcher = launcher;
    this.port = first.port();
    this.supervisor = RedisSupervisor.watch(launcher, first);
  }

  /**
   * Starts a server and returns when it takes commands, its data loaded.
   *
   * @throws DataFolderHeldException when another process works on the data folder
   * @throws MessagingException when no server program is found or it does not start; the message
   *     says what to do
   */
  public static EmbeddedRedis start(EmbeddedRedisSettings settings) {
    return start(settings, RedisBinaries.ofThisMachine());
  }

  static EmbeddedRedis start(EmbeddedRedisSettings settings, RedisBinaries binaries) {
    try {
      RedisFolder folder = RedisFolder.open(settings.dataDir());
      DataFolderLock lock = DataFolderLock.take(folder.data());
      boolean started = false;
      try {
        OrphanRedis.end(folder, settings.stopTimeout());
        RedisLauncher launcher =
            new RedisLauncher(binaries.find(settings.binary()), folder, settings, randomPassword());
        EmbeddedRedis redis = new EmbeddedRedis(lock, launcher, launcher.launchAnywhere());
        started = true;
        LOG.info("started {}", redis.description());
        return redis;
      } finally {
        if (!started) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw new MessagingException(
          "cannot use the data folder " + settings.dataDir() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingException("interrupted while starting the embedded Redis", e);
    }
  }

  /** The address it listens on. */
  public String host() {
    return HOST;
  }

  /** The port it listens on, the same for the whole life of this object. */
  public int port() {
    return port;
  }

  /** What clients authenticate with. Never log it. */
  public String password() {
    return launcher.password();
  }

  /** How to reach it, with defaults for the rest. */
  public RedisSettings settings() {
    return RedisSettings.of(RedisServer.of(HOST, port).withCredentials("", launcher.password()));
  }

  /** What runs and where, for people. */
  public String description() {
    return "development server %s on %s:%d, appendfsync %s, data in %s"
        .formatted(
            launcher.binary().describe(),
            HOST,
            port,
            launcher.settings().fsync().word(),
            launcher.folder().data());
  }

  /** The log of the server itself. */
  public Path logFile() {
    return launcher.folder().log();
  }

  /**
   * Adds a note to what another process is told that finds the data folder in use.
   *
   * @param note such as {@code API on port 4501}
   */
  public void describeOwner(String note) {
    try {
      folderLock.describe(note);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the owner's note of the data folder", e);
    }
  }

  /** The process id of the server; -1 while it is down. */
  public long pid() {
    RedisChild child = supervisor.child();
    return child == null ? -1 : child.pid();
  }

  /** For tests: kills the server as a crash would; it stays down until {@link #restart}. */
  public void kill() {
    supervisor.knockDown();
  }

  /** For tests: starts the server again on the same port and data, ending it first if it runs. */
  public void restart() {
    supervisor.bringUp();
  }

  /** Ends the server, which writes what is unwritten, and gives the folder up; idempotent. */
  @Override
  public void close() {
    supervisor.stop();
    try {
      folderLock.close();
    } catch (IOException e) {
      LOG.warn("cannot release the data folder {}", launcher.folder().data(), e);
    }
  }

  private static String randomPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
