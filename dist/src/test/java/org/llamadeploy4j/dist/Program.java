package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.llamadeploy4j.messaging.EmbeddedRedis;

/**
 * A process started through the real {@code llamactl} of the assembled home folder, with a home and
 * a working folder of its own. Used by one test at a time.
 */
final class Program implements AutoCloseable {
  static final Path HOME = Path.of("target/llamactl").toAbsolutePath();
  static final String LLAMACTL = HOME.resolve("llamactl").toString();
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern API = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code llamactl} with these words; it does not wait. */
  static Program start(Path folder, String... words) {
    return start(folder, Map.of(), words);
  }

  static Program start(Path folder, Map<String, String> env, String... words) {
    List<String> command = new ArrayList<>(List.of(LLAMACTL));
    command.addAll(List.of(words));
    return start(folder, folder, env, command);
  }

  /** Starts one role of a fleet on this Redis, with the data in {@code data} of the folder. */
  static Program role(Path folder, EmbeddedRedis redis, String role, String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(role, "--redis", "redis://127.0.0.1:" + redis.port(), "--data", "data"));
    words.addAll(List.of(more));
    return start(
        folder,
        Map.of(
            "LLAMADEPLOY_REDIS_PASSWORD",
            redis.password(),
            "LLAMADEPLOY_JAVA_OPTS",
            "-XX:TieredStopAtLevel=1"),
        words.toArray(String[]::new));
  }

  /** Runs a line of shell to its end, in the repository's root with {@code home} as the home. */
  static Done shell(Path home, String line) {
    try (Program program = begin(home, line)) {
      return program.done();
    }
  }

  /** The same, and does not wait for the end. */
  static Program begin(Path home, String line) {
    return start(home, ROOT, Map.of(), List.of("sh", "-c", line));
  }

  private static Program start(
      Path home, Path folder, Map<String, String> env, List<String> command) {
    try {
      Path out = Files.createTempFile(home, "stdout", ".txt");
      Path err = Files.createTempFile(home, "stderr", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("HOME", home.toString());
      builder.environment().remove("XDG_CONFIG_HOME");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().putAll(env);
      return new Program(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end. */
  static Done run(Path folder, String... words) {
    try (Program program = start(folder, words)) {
      return program.done();
    }
  }

  /** Waits for the end. */
  Done done() {
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("ends within %s: out %s, err %s", PATIENCE, out(), err())
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Done(process.exitValue(), out(), err());
  }

  /** Waits until it printed a line with this text. */
  Program awaitOutput(String text) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          assertThat(process.isAlive()).as("alive; err: %s", err()).isTrue();
          return out().contains(text);
        });
    return this;
  }

  /** The address of the API it printed. */
  String api() {
    Matcher matcher = API.matcher(out());
    assertThat(matcher.find()).as("an address in %s", out()).isTrue();
    return matcher.group(1);
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** As Ctrl-C or a service manager would. */
  Done terminate() {
    process.destroy();
    return done();
  }

  /** As a crash would. */
  void kill() {
    process.destroyForcibly();
    done();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command left behind. */
  record Done(int status, String out, String err) {}
}
