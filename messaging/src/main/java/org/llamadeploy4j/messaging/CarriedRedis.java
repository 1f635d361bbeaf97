package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server program that travels with us as a class path resource. It is copied into the user's
 * cache folder under its hash, once; the hash is checked before every use. Immutable.
 */
final class CarriedRedis {
  private static final Logger LOG = LoggerFactory.getLogger(CarriedRedis.class);

  /** What the programs of embedded-redis 0.9.1 hash to. */
  private static final Map<String, String> SHA256 =
      Map.of(
          "redis-server-7.0.15-linux-amd64",
          "c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e",
          "redis-server-7.0.15-linux-arm64",
          "d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50",
          "redis-server-7.0.15-linux-386",
          "19106984e15b7e7ce22c9a3296fe6a5f85c43a72894144f98b1fb572b823a936",
          "redis-server-7.0.15-darwin-amd64",
          "e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3",
          "redis-server-7.0.15-darwin-arm64",
          "07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129");

  private final String system;
  private final Path cache;

  CarriedRedis(String system, Path cache) {
    this.system = system;
    this.cache = cache;
  }

  /** The program for this machine, cached where its user keeps caches. */
  static CarriedRedis ofThisMachine(Map<String, String> environment) {
    String system = system(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    return new CarriedRedis(system, cacheFolder(environment, System.getProperty("user.home", "")));
  }

  /**
   * The program as an executable file.
   *
   * @throws MessagingException when there is none for this system, or it cannot be put into the
   *     cache whole
   */
  Path extract() {
    String name = "redis-server-7.0.15-" + system;
    String hash = SHA256.get(name);
    if (hash == null) {
      throw new MessagingException(
          "there is no embedded Redis for "
              + system
              + ": install redis-server 7.0 or later, or"
              + " name a running one with --redis");
    }
    Path program = cache.resolve("redis").resolve(hash).resolve("redis-server");
    try {
      if (!isWhole(program, hash)) {
        copy(name, hash, program);
      }
      return program;
    } catch (IOException e) {
      throw new MessagingException(
          "cannot put the embedded Redis into the cache folder "
              + cache
              + " ("
              + e.getMessage()
              + "): make it writable or choose another with XDG_CACHE_HOME",
          e);
    }
  }

  /** The folder for what can be made again: the XDG one, else {@code ~/.cache}. */
  static Path cacheFolder(Map<String, String> environment, String home) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        !xdg.isEmpty() && Path.of(xdg).isAbsolute() ? Path.of(xdg) : Path.of(home, ".cache");
    return base.resolve("llamadeploy4j");
  }

  /** Operating system and processor in the words of the carried programs' names. */
  static String system(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String family = os.startsWith("mac") ? "darwin" : os.startsWith("linux") ? "linux" : os;
    return family
        + "-"
        + switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          case "x86", "i386", "i686" -> "386";
          case String other -> other;
        };
  }

  private static boolean isWhole(Path program, String hash) throws IOException {
    return Files.isExecutable(program) && Sha256.ofFile(program).equals(hash);
  }

  private static void copy(String name, String hash, Path program) throws IOException {
    OwnerFiles.createFolder(program.resolveSibling(".").normalize());
    Path fresh = OwnerFiles.temporaryBeside(program);
    try (InputStream resource = CarriedRedis.class.getResourceAsStream("/" + name)) {
      if (resource == null) {
        throw new IOException("the resource " + name + " is not on the class path");
      }
      Files.copy(resource, fresh, StandardCopyOption.REPLACE_EXISTING);
      if (!Sha256.ofFile(fresh).equals(hash)) {
        throw new IOException("the resource " + name + " is not the program we know");
      }
      if (!fresh.toFile().setExecutable(true, true)) {
        throw new IOException("cannot make " + fresh + " executable");
      }
      Files.move(
          fresh, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      LOG.info("extracted the embedded Redis to {}", program);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
