package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of the fleet in many lives, behind a link of its own to Redis. Thread-safe: its lock
 * guards the process, and is held while one life ends and the next begins.
 */
final class Member implements AutoCloseable {
  private static final long STOP_SECONDS = 20;
  private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1"; // lives are short

  /** So that a run which waits is parked while it waits. */
  private static final String PARK_AFTER_SECONDS = "0.2";

  private final String name;
  private final Role role;
  private final Setup setup;
  private final FaultyLink link;
  private final int port;
  private @Nullable Process process;
  private int life;
  private boolean killed;

  /**
   * What all processes of a fleet have in common.
   *
   * @param llamactl the program
   * @param folder where logs and data go
   * @param redisPassword of the Redis they share; given in the environment only
   */
  record Setup(Path llamactl, Path folder, int redisPort, String redisPassword) {}

  Member(String name, Role role, Setup setup) {
    this.name = name;
    this.role = role;
    this.setup = setup;
    this.link = FaultyLink.open(name, setup.redisPort());
    this.port = role == Role.API_SERVER ? freePort() : 0;
  }

  String name() {
    return name;
  }

  Role role() {
    return role;
  }

  FaultyLink link() {
    return link;
  }

  /** Where the API listens, if this is an API server. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Begins a life; does not wait until it is ready. */
  synchronized void start() {
    life++;
    List<String> command = new ArrayList<>(List.of(setup.llamactl().toString(), role.word()));
    command.addAll(List.of("--redis", "redis://127.0.0.1:" + link.port()));
    command.addAll(List.of("--data", setup.folder().resolve("data").toString()));
    switch (role) {
      case API_SERVER -> command.addAll(List.of("--port", Integer.toString(port)));
      case RUNTIME -> command.addAll(List.of("--park-after", PARK_AFTER_SECONDS));
      case CONTROL_PLANE -> {}
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(setup.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().put("HOME", setup.folder().toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LLAMADEPLOY_JAVA_OPTS", JAVA_OPTIONS);
    builder.environment().put("LLAMADEPLOY_REDIS_PASSWORD", setup.redisPassword());
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ChaosException("cannot start " + name, e);
    }
  }

  /** Whether this life has told that it is ready. */
  synchronized boolean isReady() {
    return process != null && process.isAlive() && output().contains(role.greeting());
  }

  /** Ends this life with {@code SIGKILL}; says which process died. */
  synchronized long kill() {
    Process victim = running();
    killed = true;
    victim.destroyForcibly();
    await(victim);
    return victim.pid();
  }

  /**
   * Begins the next life if this one has ended, as a supervisor would.
   *
   * @param byItself is told what it printed, if nobody had killed it
   * @return whether a life has begun
   */
  synchronized boolean restartIfDead(Consumer<String> byItself) {
    if (running().isAlive()) {
      return false;
    }
    if (!killed) {
      byItself.accept(output());
    }
    killed = false;
    start();
    return true;
  }

  synchronized long pid() {
    return running().pid();
  }

  /** What this life has printed. */
  synchronized String output() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new ChaosException("cannot read the output of " + name, e);
    }
  }

  private Path log() {
    return setup.folder().resolve(name + "-" + life + ".txt");
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process;
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      Signals.goOn(process.pid());
      process.destroy();
      await(process);
    }
    link.close();
  }

  private static void await(Process process) {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ChaosException("no free port", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
