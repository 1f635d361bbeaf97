package org.llamadeploy4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.llamadeploy4j.messaging.EmbeddedRedis;

/**
 * What a Redis says about itself.
 *
 * @param fields of its INFO, by name
 */
record RedisInfo(Map<String, String> fields) {

  /**
   * Asks it.
   *
   * @throws BenchmarkException when it does not answer
   */
  static RedisInfo of(EmbeddedRedis redis) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      String ask = "AUTH " + redis.password() + "\r\nINFO\r\nQUIT\r\n";
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.UTF_8));
      return new RedisInfo(
          in.lines()
              .filter(line -> line.indexOf(':') > 0)
              .collect(
                  Collectors.toMap(
                      line -> line.substring(0, line.indexOf(':')),
                      line -> line.substring(line.indexOf(':') + 1).strip(),
                      (first, second) -> first)));
    } catch (IOException e) {
      throw new BenchmarkException("Redis cannot be asked: " + e.getMessage(), e);
    }
  }

  /** The bytes that the server has allocated. */
  long usedBytes() {
    return number("used_memory");
  }

  /** The bytes of its append-only file. */
  long aofBytes() {
    return number("aof_current_size");
  }

  /** How many keys there are. */
  long keys() {
    String db = fields.getOrDefault("db0", "keys=0,");
    return Long.parseLong(db.substring("keys=".length(), db.indexOf(',')));
  }

  /**
   * A field that is a whole number.
   *
   * @throws BenchmarkException when there is none of that name
   */
  long number(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new BenchmarkException("Redis does not say " + name);
    }
    return Long.parseLong(value);
  }
}
