package org.llamadeploy4j.basicagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A process of the {@code llamactl} that the build has assembled. Used by one test at a time. */
final class Llamactl implements AutoCloseable {
  private static final Path PROGRAM =
      Path.of("../../dist/target/llamactl/llamactl").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern API = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

  private final Process process;
  private final Path out;
  private final Path err;

  private Llamactl(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it with {@code folder} as its home and where it works. */
  static Llamactl start(Path folder, String... words) {
    try {
      Path out = Files.createTempFile(folder, "stdout", ".txt");
      Path err = Files.createTempFile(folder, "stderr", ".txt");
      List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
      command.addAll(List.of(words));
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("HOME", folder.toString());
      builder.environment().remove("XDG_CONFIG_HOME");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      return new Llamactl(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end and gives what it printed. */
  static String run(Path folder, String... words) throws InterruptedException {
    try (Llamactl command = start(folder, words)) {
      return command.finished();
    }
  }

  private String finished() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    assertThat(process.exitValue()).as("%s%s", read(out), read(err)).isZero();
    return read(out);
  }

  /** Waits until a server is up, and gives the address of its API. */
  String api() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          assertThat(process.isAlive()).as("alive; it printed %s%s", read(out), read(err)).isTrue();
          return read(out).contains("Logs");
        });
    Matcher address = API.matcher(read(out));
    assertThat(address.find()).as("an address in %s", read(out)).isTrue();
    return address.group();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
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
