package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server process that is measured: its output goes to a file, and it ends with its owner. */
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 20;
  private static final long POLL_MILLIS = 10;

  private final String name;
  private final Process process;
  private final Path log;
  private final URI url;
  private final long startedNanos;
  // A signal to us runs no finally blocks.
  private final Thread hook = Thread.ofPlatform().unstarted(this::end);

  private Child(String name, Process process, Path log, URI url, long startedNanos) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.url = url;
    this.startedNanos = startedNanos;
  }

  /**
   * Starts a process.
   *
   * @param folder where it runs; its log is {@code <name>.log} there
   * @param url where it will listen
   */
  static Child start(String name, List<String> command, Path folder, URI url) {
    Path log = folder.resolve(name + ".log");
    long now = System.nanoTime();
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Child child = new Child(name, process, log, url, now);
      Runtime.getRuntime().addShutdownHook(child.hook);
      return child;
    } catch (IOException e) {
      throw new BenchmarkException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Waits until {@code GET /status/} answers 200.
   *
   * @return the time since the process was started
   * @throws BenchmarkException when it ended, or does not answer within a minute
   */
  Duration awaitReady() throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (process.isAlive() && sinceStart().compareTo(PATIENCE) < 0) {
        if (answers(http)) {
          return sinceStart();
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
    throw new BenchmarkException(name + " did not get ready; its output:\n" + output());
  }

  private boolean answers(HttpClient http) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/status/")).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  URI url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  /** The Redis server that this process started, if it did. */
  Optional<Long> redisPid() {
    return process
        .descendants()
        .filter(child -> child.info().command().orElse("").contains("redis"))
        .map(ProcessHandle::pid)
        .findFirst();
  }

  /** The JVM flags it was started with, without its ahead-of-time cache. */
  List<String> jvmFlags() {
    String[] words = read(Path.of("/proc/" + pid() + "/cmdline")).split("\0");
    return Arrays.stream(words)
        .filter(word -> word.startsWith("-X") || word.startsWith("-D") || word.startsWith("--ena"))
        .filter(word -> !word.startsWith("-XX:AOTCache"))
        .toList();
  }

  /** What it has printed so far. */
  String output() {
    return read(log);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BenchmarkException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Ends it and all it started; asks first. */
  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void end() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
