package org.llamadeploy4j.messaging;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a server program: the configured one, else one of this system, else the carried one.
 * Never for a server that runs already. Immutable.
 */
final class RedisBinaries {
  private static final Logger LOG = LoggerFactory.getLogger(RedisBinaries.class);
  private static final List<String> NAMES = List.of("valkey-server", "redis-server");
  private static final List<String> USUAL_FOLDERS =
      List.of(
          "/usr/local/bin",
          "/usr/bin",
          "/usr/sbin",
          "/usr/local/sbin",
          "/opt/homebrew/bin",
          "/opt/local/bin",
          "/home/linuxbrew/.linuxbrew/bin");

  private final Map<String, String> environment;
  private final List<String> usualFolders;
  private final CarriedRedis carried;

  private RedisBinaries(
      Map<String, String> environment, List<String> usualFolders, CarriedRedis carried) {
    this.environment = Map.copyOf(environment);
    this.usualFolders = List.copyOf(usualFolders);
    this.carried = carried;
  }

  /** Looks on this machine, with this process's environment. */
  static RedisBinaries ofThisMachine() {
    Map<String, String> environment = System.getenv();
    return new RedisBinaries(environment, USUAL_FOLDERS, CarriedRedis.ofThisMachine(environment));
  }

  /** Looks only where it is told to. */
  static RedisBinaries of(
      Map<String, String> environment, List<String> usualFolders, CarriedRedis carried) {
    return new RedisBinaries(environment, usualFolders, carried);
  }

  /**
   * The program to start.
   *
   * @param configured the operator's choice; null: none
   * @throws MessagingException when the configured one does not do, or there is none at all
   */
  RedisBinary find(@Nullable Path configured) {
    if (configured != null) {
      return RedisBinary.inspect(configured.toAbsolutePath(), "configured");
    }
    for (String name : NAMES) {
      for (Path folder : folders()) {
        Path candidate = folder.resolve(name);
        Optional<RedisBinary> found =
            Files.isExecutable(candidate) ? usable(candidate) : Optional.empty();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return RedisBinary.inspect(carried.extract(), "carried");
  }

  private static Optional<RedisBinary> usable(Path candidate) {
    try {
      return Optional.of(RedisBinary.inspect(candidate, "of this system"));
    } catch (MessagingException e) {
      LOG.info("not using the Redis server of this system: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private SequencedSet<Path> folders() {
    List<String> names =
        new ArrayList<>(
            List.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)));
    names.addAll(usualFolders);
    SequencedSet<Path> folders = new LinkedHashSet<>();
    for (String name : names) {
      absolute(name).ifPresent(folders::add);
    }
    return folders;
  }

  /** A relative entry would mean another program in each working folder: it is left out. */
  private static Optional<Path> absolute(String name) {
    try {
      return Optional.of(Path.of(name)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      LOG.debug("skipping an entry of PATH that is no path: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
