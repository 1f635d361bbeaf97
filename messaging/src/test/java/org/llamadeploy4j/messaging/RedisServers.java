package org.llamadeploy4j.messaging;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Real servers as somebody else would run them, by their ports. Used by one thread. */
final class RedisServers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<Integer, Process> servers = new HashMap<>();

  /** Starts the server that an embedded one would be, with these options of its own. */
  int start(Path folder, String... options) throws IOException {
    int port = freePort();
    startAgain(folder, port, options);
    return port;
  }

  /** The same at a port where one was, on its data. */
  void startAgain(Path folder, int port, String... options) throws IOException {
    Path binary = RedisBinaries.ofThisMachine().find(null).path();
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.toString(),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--dir",
                Files.createDirectories(folder.resolve("redis-" + port)).toString()));
    command.addAll(List.of(options));
    servers.put(
        port,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
    await().atMost(PATIENCE).until(() -> answers(port));
  }

  /** As a crash would. */
  void kill(int port) {
    Objects.requireNonNull(servers.get(port)).destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    servers.values().forEach(server -> server.destroyForcibly().onExit().join());
  }

  private static boolean answers(int port) {
    try (Jedis client = new Jedis(new HostAndPort("127.0.0.1", port))) {
      return client.ping().equals("PONG");
    } catch (JedisException e) {
      return String.valueOf(e.getMessage()).startsWith("NOAUTH");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
