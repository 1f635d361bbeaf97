package org.llamadeploy4j.benchmarks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What to load and for how long.
 *
 * @param url where to POST
 * @param body what to POST, JSON
 * @param expected the body that a good answer has
 * @param clients how many connections; each sends its next request when it has its answer, or when
 *     it is its turn
 * @param rate how many requests a second to send in all, whatever comes back, with 429 as a good
 *     answer; 0: each client sends at once and no answer but the expected is good
 * @param warmUp time before anything counts
 * @param requests stop after so many counted answers
 * @param limit stop after this time of counting, whatever came
 * @param processes label to pid of processes whose use of CPU and memory to report
 */
record LoadSettings(
    URI url,
    String body,
    String expected,
    int clients,
    int rate,
    Duration warmUp,
    int requests,
    Duration limit,
    Map<String, Long> processes) {
  static final Set<String> OPTIONS =
      Set.of(
          "url",
          "body",
          "expect",
          "clients",
          "rate",
          "warm-up",
          "requests",
          "seconds",
          "pid",
          "output");

  static final String ECHO_BODY = "{\"input\":\"{\\\"message\\\":\\\"Hello, LlamaIndex!\\\"}\"}";
  static final String ECHO_ANSWER = "\"Message received: Hello, LlamaIndex!\"";

  private static final int MOST_CLIENTS = 10_000;

  /**
   * Checks the numbers and copies the map.
   *
   * @throws BenchmarkException naming the option to change
   */
  LoadSettings {
    if (!"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new BenchmarkException("--url needs an http URL, not " + url);
    }
    if (clients < 1 || clients > MOST_CLIENTS) {
      throw new BenchmarkException("--clients needs 1 to " + MOST_CLIENTS + ", not " + clients);
    }
    if (requests < 1 || limit.isZero()) {
      throw new BenchmarkException("--requests and --seconds need at least 1");
    }
    processes = Map.copyOf(processes);
  }

  /** From {@code --url U [--body B] [--expect E] [--clients N] [--rate N] …}. */
  static LoadSettings of(Options options) {
    if (!options.has("url")) {
      throw new BenchmarkException("--url is missing: where to POST");
    }
    return new LoadSettings(
        URI.create(options.text("url", "")),
        options.text("body", ECHO_BODY),
        options.text("expect", ECHO_ANSWER),
        options.number("clients", 1),
        options.number("rate", 0),
        options.seconds("warm-up", 3),
        options.number("requests", Integer.MAX_VALUE),
        options.seconds("seconds", 10),
        processes(options));
  }

  private static Map<String, Long> processes(Options options) {
    Map<String, Long> processes = new LinkedHashMap<>();
    for (String value : options.all("pid")) {
      String[] parts = value.split("=", 2);
      try {
        processes.put(parts[0], Long.parseLong(parts[parts.length - 1]));
      } catch (NumberFormatException e) {
        throw new BenchmarkException("--pid needs PID or LABEL=PID, not " + value, e);
      }
    }
    return processes;
  }

  int port() {
    return url.getPort() == -1 ? 80 : url.getPort();
  }

  /** The request as it goes over the wire. */
  byte[] request() {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(url.getRawPath(), url.getHost(), port(), content.length);
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[start.length + content.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(content, 0, request, start.length, content.length);
    return request;
  }
}
