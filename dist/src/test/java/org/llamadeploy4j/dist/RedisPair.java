package org.llamadeploy4j.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/** A Redis and a replica of it, both real, as somebody else would run them. Used by one thread. */
final class RedisPair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final String binary;
  private final int primaryPort = freePort();
  private final int replicaPort = freePort();
  private final Process primary;
  private @Nullable Process replica;

  /** Starts both and waits until the replica follows. */
  RedisPair(Path folder) throws IOException {
    this.folder = folder;
    this.binary = binary(folder.resolve("sample"));
    this.primary = start(primaryPort);
    startReplica();
  }

  String primaryUrl() {
    return "redis://127.0.0.1:" + primaryPort;
  }

  String replicaUrl() {
    return "redis://127.0.0.1:" + replicaPort;
  }

  void startReplica() throws IOException {
    replica = start(replicaPort, "--replicaof", "127.0.0.1", String.valueOf(primaryPort));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ask(primaryPort, "INFO replication", "state=online"));
  }

  void killReplica() {
    kill(replica);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ask(primaryPort, "INFO replication", "connected_slaves:0"));
  }

  /** The replica takes over from a primary that is killed. */
  void failOver() {
    kill(primary);
    Awaitility.await().atMost(PATIENCE).until(() -> ask(replicaPort, "REPLICAOF NO ONE", "+OK"));
  }

  @Override
  public void close() {
    kill(replica);
    kill(primary);
  }

  private static void kill(@Nullable Process server) {
    if (server != null) {
      server.destroyForcibly().onExit().join();
    }
  }

  private Process start(int port, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                binary,
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--repl-diskless-sync-delay",
                "0",
                "--dir",
                Files.createDirectories(folder.resolve("redis-" + port)).toString()));
    command.addAll(List.of(options));
    Process server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Awaitility.await().atMost(PATIENCE).until(() -> ask(port, "PING", "+PONG"));
    return server;
  }

  /** Whether what the server says to a command has this text before it falls silent. */
  private static boolean ask(int port, String command, String expected) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
      return in.lines().anyMatch(line -> line.contains(expected));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** The server program that an embedded Redis would run. */
  private static String binary(Path folder) {
    try (EmbeddedRedis sample = EmbeddedRedis.start(EmbeddedRedisSettings.of(folder))) {
      return ProcessHandle.of(sample.pid()).orElseThrow().info().command().orElseThrow();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
