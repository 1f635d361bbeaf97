package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One life of the embedded server's process. Safe for use by many threads. */
final class RedisChild {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final int POLL_MILLIS = 5;
  private static final int TAIL_LINES = 5;

  private final Process process;
  private final RedisFolder folder;

  private RedisChild(Process process, RedisFolder folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts the program with this configuration; it does not answer yet. */
  static RedisChild spawn(RedisBinary binary, RedisFolder folder, Path config) throws IOException {
    folder.rotateLog();
    ProcessBuilder builder =
        new ProcessBuilder(command(binary.path()))
            .directory(folder.data().toFile())
            .redirectInput(config.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.output().toFile());
    try {
      return new RedisChild(builder.start(), folder);
    } catch (IOException e) {
      throw RedisBinary.cannotRun(binary.path(), e);
    }
  }

  /**
   * Waits until the server takes commands. A server that does not in time is killed.
   *
   * @throws MessagingException when it ends or the time is over
   */
  void awaitReady(RedisProbe probe, Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    RedisProbe.Answer answer = probe.ask();
    while (answer != RedisProbe.Answer.READY) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new MessagingException(
            "the embedded Redis ended with %d while starting: %s (log: %s)"
                .formatted(process.exitValue(), lastWords(), folder.log()));
      }
      if (System.nanoTime() - start > timeout.toNanos()) {
        kill();
        throw new MessagingException(
            "the embedded Redis was not ready within %s (%s): see %s"
                .formatted(
                    timeout,
                    answer == RedisProbe.Answer.LOADING
                        ? "it was still reading its data"
                        : "silent",
                    folder.log()));
      }
      answer = probe.ask();
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Blocks until the process has ended and returns its exit code. */
  int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks the server to end, which writes what is unwritten; kills it when it takes too long. */
  void terminate(Duration timeout) {
    process.destroy();
    try {
      if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /** Ends the process at once, as a crash would. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /**
   * In a session of its own where the system can: an interrupt typed at the terminal must reach us
   * first, so that we stop in order while the server still answers.
   */
  private static List<String> command(Path program) {
    List<String> command = List.of(program.toString(), "-");
    return Files.isExecutable(SETSID)
        ? Stream.concat(Stream.of(SETSID.toString()), command.stream()).toList()
        : command;
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(folder.output());
      if (lines.isEmpty() && Files.exists(folder.log())) {
        lines = Files.readAllLines(folder.log());
      }
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "it left no message";
    }
  }
}
