package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server program that can be started.
 *
 * @param path where it is
 * @param product Redis or Valkey
 * @param version as it says itself
 * @param origin in words: configured, of this system, carried
 */
record RedisBinary(Path path, String product, String version, String origin) {
  private static final int LEAST_MAJOR = 7;
  private static final int SECONDS_TO_ANSWER = 10;
  private static final Pattern VERSION =
      Pattern.compile("(Redis|Valkey) server v=((\\d{1,5})\\.[0-9A-Za-z.+-]+)");

  /**
   * Asks a program for its version.
   *
   * @throws MessagingException when it does not run, is no Redis or is older than 7.0
   */
  static RedisBinary inspect(Path path, String origin) {
    String answer = versionText(path);
    Matcher version = VERSION.matcher(answer);
    if (!version.find()) {
      throw new MessagingException(
          path + " is no Redis server: --version answered '" + firstLine(answer) + "'");
    }
    if (Integer.parseInt(version.group(3)) < LEAST_MAJOR) {
      throw new MessagingException(
          "%s is %s %s, at least %d.0 is needed"
              .formatted(path, version.group(1), version.group(2), LEAST_MAJOR));
    }
    return new RedisBinary(path, version.group(1), version.group(2), origin);
  }

  /** Product, version and origin, for people. */
  String describe() {
    return product + " " + version + " (" + origin + ")";
  }

  private static String versionText(Path path) {
    try {
      Process process =
          new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
          throw new MessagingException(path + " --version did not answer");
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw cannotRun(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingException("interrupted while asking " + path + " for its version", e);
    }
  }

  /** What to tell when the system refuses to start a program. */
  static MessagingException cannotRun(Path path, IOException cause) {
    return new MessagingException(
        ("cannot start %s: %s. If its folder is on a file system mounted 'noexec', choose another"
                + " cache folder with XDG_CACHE_HOME or install redis-server 7.0 or later")
            .formatted(path, cause.getMessage()),
        cause);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
