package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the servers that earlier processes of ours left behind when they were killed: the one that
 * its pid file names, and any that works in the data folder, since a process may be killed before
 * its server has written that file. Call it with the data folder locked: then nobody alive is the
 * parent of such a server.
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
   * Ends them, if there are any.
   *
   * @param timeout how long one may take to end on request before it is killed
   */
  static void end(RedisFolder folder, Duration timeout) throws IOException {
    Set<ProcessHandle> orphans = findInside(folder);
    findByPidFile(folder).ifPresent(orphans::add);
    for (ProcessHandle orphan : orphans) {
      LOG.warn(
          "ending the embedded Redis that an earlier run left behind (process {}, data in {})",
          orphan.pid(),
          folder.data());
      terminate(orphan, timeout);
    }
    Files.deleteIfExists(folder.pid());
  }

  private static Optional<ProcessHandle> findByPidFile(RedisFolder folder) throws IOException {
    if (!Files.exists(folder.pid())) {
      return Optional.empty();
    }
    Instant written = Files.getLastModifiedTime(folder.pid()).toInstant();
    return parse(Files.readString(folder.pid()))
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startedWith(process, written))
        .filter(OrphanRedis::isServer)
        .filter(process -> workingFolder(process).map(folder.data()::equals).orElse(true));
  }

  /** Where the system tells in which folder a process works, no pid file is needed. */
  private static Set<ProcessHandle> findInside(RedisFolder folder) {
    return ProcessHandle.allProcesses()
        .filter(OrphanRedis::isServer)
        .filter(process -> workingFolder(process).map(folder.data()::equals).orElse(false))
        .collect(Collectors.toCollection(HashSet::new));
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

  /** A server's working folder is its data folder; not every system tells. */
  private static Optional<Path> workingFolder(ProcessHandle process) {
    Path link = Path.of("/proc", Long.toString(process.pid()), "cwd");
    try {
      return Files.exists(link) ? Optional.of(link.toRealPath()) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("cannot see the working folder of process {}", process.pid(), e);
      return Optional.empty();
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
