package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
   * @return the exit status: 0, 1 when an answer was wrong, 2 when it could not be run
   */
  static int run(String name, Options options, Trial trial) throws Exception {
    Path root = Path.of(options.text("root", ".")).toAbsolutePath().normalize();
    try (QuickStartServer server = start(root, Scratch.of(name))) {
      System.out.println(Machine.describe() + System.lineSeparator());
      return trial.on(server) == 0 ? 0 : 1;
    } catch (BenchmarkException e) {
      System.err.println(name + ": " + e.getMessage());
      return 2;
    }
  }

  private static QuickStartServer start(Path root, Scratch scratch) throws Exception {
    Programs programs = new Programs(root, scratch.folder());
    EmbeddedRedis redis =
        EmbeddedRedis.start(EmbeddedRedisSettings.of(scratch.folder().resolve("redis")));
    Child child = programs.serve(redis, List.of());
    QuickStartServer server = new QuickStartServer(programs, scratch, redis, child);
    try {
      child.awaitReady();
      programs.llamactl("--server", child.url().toString(), "deploy", "deployment.yml");
      return server;
    } catch (Exception e) {
      server.close();
      throw e;
    }
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
