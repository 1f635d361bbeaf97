package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/**
 * The product as its users start it, with the quick start's deployment and a Redis that can be
 * looked into. Closing it ends both and removes what they wrote.
 */
final class QuickStartServer implements AutoCloseable {
  private static final String PATH = "/deployments/QuickStart/tasks/run";

  private final Programs programs;
  private final Scratch scratch;
  private final EmbeddedRedis redis;
  private final Child server;

  private QuickStartServer(Programs programs, Scratch scratch, EmbeddedRedis redis, Child server) {
    this.programs = programs;
    this.scratch = scratch;
    this.redis = redis;
    this.server = server;
  }

  /** What to do with a server; says how many wrong answers there were. */
  interface Trial {
    long on(QuickStartServer server) throws Exception;
  }

  /**
   * Starts a server, deploys, and runs a trial on it.
   *
   * @param name of the trial, for messages and folders
   * @param options {@code root}: of the source tree; {@code queue}: how many tasks may wait, where
   *     it is not to be the default
   * @return the exit status: 0, 1 when an answer was wrong, 2 when it could not be run
   */
  static int run(String name, Options options, Trial trial) throws Exception {
    Path root = Path.of(options.text("root", ".")).toAbsolutePath().normalize();
    try (QuickStartServer server = start(root, Scratch.of(name), options)) {
      System.out.println(Machine.describe() + System.lineSeparator());
      return trial.on(server) == 0 ? 0 : 1;
    } catch (BenchmarkException e) {
      System.err.println(name + ": " + e.getMessage());
      return 2;
    }
  }

  private static QuickStartServer start(Path root, Scratch scratch, Options options)
      throws Exception {
    Programs programs = new Programs(root, scratch.folder());
    EmbeddedRedis redis =
        EmbeddedRedis.start(EmbeddedRedisSettings.of(scratch.folder().resolve("redis")));
    Child child = programs.serve(redis, List.of());
    QuickStartServer server = new QuickStartServer(programs, scratch, redis, child);
    try {
      child.awaitReady();
      String file = options.has("queue") ? withQueue(root, scratch, options) : "deployment.yml";
      programs.llamactl("--server", child.url().toString(), "deploy", file);
      return server;
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  /** The quick start's deployment with another limit of its queue. */
  private static String withQueue(Path root, Scratch scratch, Options options) throws IOException {
    Path source = Path.of("examples/echo_workflow");
    Path copy = Files.createDirectories(scratch.folder().resolve(source));
    try (Stream<Path> files = Files.list(root.resolve(source))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    String limit = "    queue: {limit: " + options.number("queue", 0) + "}\n";
    String text = Files.readString(root.resolve("deployment.yml")).stripTrailing() + "\n" + limit;
    return Files.writeString(scratch.folder().resolve("deployment.yml"), text).toString();
  }

  EmbeddedRedis redis() {
    return redis;
  }

  long pid() {
    return server.pid();
  }

  /** Loads the server; blocks until there is a report. */
  LoadReport load(int clients, String... more) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--url", server.url().resolve(PATH).toString()));
    options.addAll(List.of("--clients", Integer.toString(clients)));
    options.addAll(List.of(more));
    try {
      return programs.load(options);
    } catch (InterruptedException e) {
      throw new BenchmarkException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    redis.close();
    scratch.close();
  }
}
