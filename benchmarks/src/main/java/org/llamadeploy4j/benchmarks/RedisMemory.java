package org.llamadeploy4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.llamadeploy4j.messaging.EmbeddedRedis;

/** Asks a Redis what its data take. Stateless. */
final class RedisMemory {
  private static final String FIELD = "used_memory:";

  private RedisMemory() {}

  /**
   * The bytes that the server has allocated.
   *
   * @throws BenchmarkException when it does not say
   */
  static long used(EmbeddedRedis redis) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      String ask = "AUTH " + redis.password() + "\r\nINFO memory\r\nQUIT\r\n";
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.UTF_8));
      return in.lines()
          .filter(line -> line.startsWith(FIELD))
          .map(line -> Long.parseLong(line.substring(FIELD.length()).strip()))
          .findFirst()
          .orElseThrow(() -> new BenchmarkException("Redis does not say " + FIELD));
    } catch (IOException e) {
      throw new BenchmarkException("Redis cannot be asked: " + e.getMessage(), e);
    }
  }
}
