package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One {@code llamactl serve} in many lives, always on the same port and data. Used by the test's
 * thread alone.
 */
final class MortalServer implements AutoCloseable {
  // Below the ports that systems give to clients: one of ours must not sit on the server's.
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 12_000;

  private final Path folder;
  private final String durability;
  private final Duration patience;
  private final int port = freePort();
  private final List<Long> readyMillis = new ArrayList<>();
  private final List<Long> workMillis = new ArrayList<>();
  private List<ProcessHandle> orphans = List.of();
  private @Nullable Program life;
  private long startedNanos;
  private boolean ready;

  MortalServer(Path folder, String durability, Duration patience) {
    this.folder = folder;
    this.durability = durability;
    this.patience = patience;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  MortalServer start() {
    startedNanos = System.nanoTime();
    ready = false;
    life =
        Program.start(
            folder,
            // Lives are too short for the better compiler.
            Map.of("LLAMADEPLOY_JAVA_OPTS", "-XX:TieredStopAtLevel=1"),
            "serve",
            "--port",
            Integer.toString(port),
            "--data",
            "data",
            "--durability",
            durability);
    return this;
  }

  /** Since this life was started. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** Waits until this life has told that it is ready. What a former one left is gone then. */
  void awaitReady() {
    if (ready) {
      return;
    }
    now().awaitOutput("LlamaDeploy4J is ready");
    readyMillis.add(age().toMillis());
    assertThat(orphans).as("processes of former lives").noneMatch(ProcessHandle::isAlive);
    ready = true;
  }

  /** Steps were seen to run in this life. */
  void sawWork() {
    workMillis.add(age().toMillis());
  }

  /**
   * Ends this life with {@code SIGKILL}.
   *
   * @param redisToo its Redis dies as well; else the next life finds it alive
   * @param redisFirst which of the two dies first
   */
  void kill(boolean redisToo, boolean redisFirst) {
    List<ProcessHandle> children =
        ProcessHandle.of(now().pid()).stream().flatMap(ProcessHandle::descendants).toList();
    if (redisToo && redisFirst) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    now().kill();
    if (redisToo) {
      children.forEach(ProcessHandle::destroyForcibly);
      Awaitility.await()
          .atMost(patience)
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
    orphans = children;
  }

  /** Ends its Redis alone with {@code SIGKILL}, as soon as it has one; this life goes on. */
  void killRedis() {
    ProcessHandle redis =
        Awaitility.await()
            .atMost(patience)
            .pollInterval(Duration.ofMillis(5))
            .until(this::redis, Optional::isPresent)
            .orElseThrow();
    redis.destroyForcibly();
    Awaitility.await().atMost(patience).until(() -> !redis.isAlive());
  }

  private Optional<ProcessHandle> redis() {
    return ProcessHandle.of(now().pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(ProcessHandle::isAlive)
        .filter(child -> child.info().command().orElse("").contains("redis"))
        .findFirst();
  }

  boolean alive() {
    return now().alive();
  }

  @Override
  public void close() {
    if (life != null) {
      life.close();
    }
    orphans.forEach(ProcessHandle::destroyForcibly);
  }

  private Program now() {
    if (life == null) {
      throw new IllegalStateException("the server was not started");
    }
    return life;
  }

  private static int freePort() {
    Random random = new Random();
    while (true) {
      int port = FIRST_PORT + random.nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody has it: another one.
      }
    }
  }

  /** How long lives took to be ready, and until steps had run in them. */
  @Override
  public String toString() {
    return "ready after " + spread(readyMillis) + ", killed at work after " + spread(workMillis);
  }

  private static String spread(List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    return sorted.isEmpty()
        ? "-"
        : "%d/%d/%d ms (least, median, most)"
            .formatted(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
  }
}
