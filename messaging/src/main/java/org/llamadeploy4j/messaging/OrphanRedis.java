package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the server that an earlier process of ours left behind when it was killed. Call it with the
 * data folder locked: then nobody alive is that server's parent.
 */
final class OrphanRedis {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanRedis.class);

  /**
   * The server writes its pid file right after it starts. A process that started later has its
   * number by chance. Both times come from the same clock, read with a coarse tick.
   */
  private static final Duration TICK = Duration.ofSeconds(2);

  private static final Duration LONGEST_START = Duration.ofMinutes(1);

  private OrphanRedis() {}

  /**
   * Ends it, if there is one.
   *
   * @param timeout how long it may take to end on request before it is killed
   */
  static void end(RedisFolder folder, Duration timeout) throws IOException {
    Optional<ProcessHandle> orphan = find(folder);
    if (orphan.isPresent()) {
      LOG.warn(
          "ending the embedded Redis that an earlier run left behind (process {}, data in {})",
          orphan.get().pid(),
          folder.data());
      terminate(orphan.get(), timeout);
    }
    Files.deleteIfExists(folder.pid());
  }

  private static Optional<ProcessHandle> find(RedisFolder folder) throws IOException {
    if (!Files.exists(folder.pid())) {
      return Optional.empty();
    }
    Instant written = Files.getLastModifiedTime(folder.pid()).toInstant();
    return parse(Files.readString(folder.pid()))
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startedWith(process, written))
        .filter(OrphanRedis::isServer)
        .filter(process -> worksIn(process, folder.data()));
  }

  private static Optional<Long> parse(String text) {
    try {
      return Optional.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      // Cut short by a crash of the machine: then its process is gone as well.
      return Optional.empty();
    }
  }

  private static boolean startedWith(ProcessHandle process, Instant written) {
    return process
        .info()
        .startInstant()
        .filter(start -> start.isBefore(written.plus(TICK)))
        .filter(start -> start.isAfter(written.minus(LONGEST_START)))
        .isPresent();
  }

  private static boolean isServer(ProcessHandle process) {
    String command = process.info().command().orElse("").toLowerCase(Locale.ROOT);
    return command.contains("redis") || command.contains("valkey");
  }

  /** The server's working folder is its data folder; not every system tells. */
  private static boolean worksIn(ProcessHandle process, Path data) {
    Path link = Path.of("/proc", Long.toString(process.pid()), "cwd");
    try {
      return !Files.exists(link) || link.toRealPath().equals(data);
    } catch (IOException e) {
      LOG.debug("cannot see the working folder of process {}", process.pid(), e);
      return true;
    }
  }

  private static void terminate(ProcessHandle process, Duration timeout) {
    process.destroy();
    if (ended(process, timeout)) {
      return;
    }
    process.destroyForcibly();
    if (!ended(process, timeout)) {
      throw new MessagingException(
          "process "
              + process.pid()
              + ", a Redis server of an earlier run, does not end: end it by hand");
    }
  }

  private static boolean ended(ProcessHandle process, Duration timeout) {
    try {
      process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new MessagingException("cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingException("interrupted while ending process " + process.pid(), e);
    }
  }
}
