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
      return Optional.empty();
    }
    try {
      return Optional.of(new RedisAddress(URI.create(checked(url)), password(terminal)));
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "Invalid value for option '--redis': expected redis://host:port or rediss://host:port");
    }
  }

  /** The Redis that was named, for roles that cannot do without. */
  RedisAddress required(Terminal terminal) {
    return address(terminal).orElseThrow(() -> CliException.usage("Missing option '--redis URL'"));
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
