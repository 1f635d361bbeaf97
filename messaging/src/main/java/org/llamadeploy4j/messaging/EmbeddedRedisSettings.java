package org.llamadeploy4j.messaging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How to run the embedded server.
 *
 * @param dataDir folder of its data, its log and its pid; made when it is missing; one process at a
 *     time may hold it
 * @param fsync when writes reach the disk
 * @param maxMemoryBytes how much it may hold; writes are refused beyond it, nothing is evicted
 * @param binary the server to run; null: one of the system, else the carried one
 * @param startTimeout how long it may take until it answers, loading its data included
 * @param stopTimeout how long it may take to end on request before it is killed
 */
public record EmbeddedRedisSettings(
    Path dataDir,
    Fsync fsync,
    long maxMemoryBytes,
    @Nullable Path binary,
    Duration startTimeout,
    Duration stopTimeout) {
  private static final long DEFAULT_MEMORY_BYTES = 1L << 30;
  private static final long LEAST_MEMORY_BYTES = 16L << 20;

  /**
   * Makes the path absolute and checks the numbers.
   *
   * @throws IllegalArgumentException when a number is out of range
   */
  public EmbeddedRedisSettings {
    dataDir = dataDir.toAbsolutePath().normalize();
    if (maxMemoryBytes < LEAST_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "maxMemoryBytes is " + maxMemoryBytes + ": it must be at least " + LEAST_MEMORY_BYTES);
    }
    requirePositive("startTimeout", startTimeout);
    requirePositive("stopTimeout", stopTimeout);
  }

  /** The defaults: {@code everysec}, 1 GB, whatever server there is. */
  public static EmbeddedRedisSettings of(Path dataDir) {
    return new EmbeddedRedisSettings(
        dataDir,
        Fsync.EVERYSEC,
        DEFAULT_MEMORY_BYTES,
        null,
        Duration.ofMinutes(2),
        Duration.ofSeconds(10));
  }

  /** The same with another durability level. */
  public EmbeddedRedisSettings withFsync(Fsync level) {
    return new EmbeddedRedisSettings(
        dataDir, level, maxMemoryBytes, binary, startTimeout, stopTimeout);
  }

  /** The same with another bound on memory. */
  public EmbeddedRedisSettings withMaxMemoryBytes(long bytes) {
    return new EmbeddedRedisSettings(dataDir, fsync, bytes, binary, startTimeout, stopTimeout);
  }

  /** The same with a chosen server binary; null: look for one. */
  public EmbeddedRedisSettings withBinary(@Nullable Path server) {
    return new EmbeddedRedisSettings(
        dataDir, fsync, maxMemoryBytes, server, startTimeout, stopTimeout);
  }

  private static void requirePositive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + " is " + value + ": it must be positive");
    }
  }

  /** When acknowledged writes reach the disk. */
  public enum Fsync {
    /** Within about two seconds: those are what a crash of the machine or of Redis may cost. */
    EVERYSEC,
    /** Before they are acknowledged. */
    ALWAYS;

    /** The word that Redis uses. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
