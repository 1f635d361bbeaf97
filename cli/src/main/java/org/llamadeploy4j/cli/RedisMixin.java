package org.llamadeploy4j.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a Redis. A password comes from a place other users cannot look at. */
final class RedisMixin {
  private static final int MOST_REPLICAS = 16;
  private static final String NAMESPACE_FORM = "[A-Za-z0-9_-]{1,32}";
  private static final String PASSWORD_VARIABLE = "LLAMADEPLOY_REDIS_PASSWORD";
  private static final String PASSWORD_PLACES =
      "give it in " + PASSWORD_VARIABLE + " or with --redis-password-file";

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description =
          "The Redis to use: redis[s]://[user@]host[:port][/database]. Its password"
              + " comes from LLAMADEPLOY_REDIS_PASSWORD or a file.")
  private @Nullable String url;

  @Option(
      names = "--redis-password-file",
      paramLabel = "FILE",
      description = "A file that holds the password of the Redis.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Keeps fleets on one Redis apart. Default: default")
  private String namespace = "default";

  @Option(
      names = "--durability",
      paramLabel = "LEVEL",
      description =
          "What acknowledged work outlives. Of the Redis that serve starts: everysec, which may lose"
              + " the last two seconds when Redis or the machine dies, or always, which loses"
              + " nothing."
              + " With --redis: replicated, which waits until replicas have each write. Default:"
              + " everysec, and with --redis what that Redis is set to")
  private @Nullable Durability durability;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description =
          "How many replicas must have each write, with --durability replicated. Default: 1")
  private @Nullable Integer replicas;

  /** How a Redis started here writes to disk. */
  Durability ofOwnRedis() {
    return durability == null || durability == Durability.replicated
        ? Durability.everysec
        : durability;
  }

  /** The name that keeps this fleet apart from others on the same Redis. */
  String namespace() {
    if (!namespace.matches(NAMESPACE_FORM)) {
      throw CliException.usage(
          "Invalid value for option '--namespace': expected 1 to 32 letters, digits, '-' or '_'");
    }
    return namespace;
  }

  /** The Redis that was named; empty when none was. */
  Optional<RedisAddress> address(Terminal terminal) {
    if (url == null) {
      if (passwordFile != null) {
        throw CliException.usage("--redis-password-file needs --redis");
      }
      if (durability == Durability.replicated) {
        throw CliException.usage(
            "--durability replicated needs a Redis with replicas, and the one that is started here"
                + " has none; run one and give it with --redis URL, or use --durability always");
      }
      waitedFor();
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RedisAddress(URI.create(checked(url)), password(terminal), waitedFor()));
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "Invalid value for option '--redis': expected redis://host:port or rediss://host:port");
    }
  }

  /** The Redis that was named, for roles that cannot do without. */
  RedisAddress required(Terminal terminal) {
    return address(terminal).orElseThrow(() -> CliException.usage("Missing option '--redis URL'"));
  }

  /** How many replicas must have each write; 0: none. */
  private int waitedFor() {
    if (durability != Durability.replicated) {
      if (replicas != null) {
        throw CliException.usage("--replicas needs --durability replicated");
      }
      if (durability != null && url != null) {
        throw CliException.usage(
            "--durability %s is for the Redis that serve starts; set appendonly yes and appendfsync"
                    .formatted(durability)
                + " %s in the configuration of yours".formatted(durability));
      }
      return 0;
    }
    int given = replicas == null ? 1 : replicas;
    if (given < 1 || given > MOST_REPLICAS) {
      throw CliException.usage(
          "Invalid value for option '--replicas': %d; expected 1 to %d"
              .formatted(given, MOST_REPLICAS));
    }
    return given;
  }

  /** The URL is not repeated in messages: what is wrong with it may be its password. */
  private static String checked(String url) {
    int at = url.lastIndexOf('@');
    int start = url.indexOf("://") + "://".length();
    if (at > start && url.substring(start, at).contains(":")) {
      throw CliException.usage(
          "the URL of the Redis must not hold a password, other users of this machine can see it; "
              + PASSWORD_PLACES);
    }
    return url;
  }

  private @Nullable String password(Terminal terminal) {
    if (passwordFile == null) {
      String password = terminal.env().getOrDefault(PASSWORD_VARIABLE, "");
      return password.isEmpty() ? null : password;
    }
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw CliException.failure("the password file cannot be read: " + e, e);
    }
  }
}
