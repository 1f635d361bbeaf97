package org.llamadeploy4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoadLoopTest {
  private final Set<String> bodies = ConcurrentHashMap.newKeySet();
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/echo", exchange -> answer(exchange, 200, "\"fine\""));
    server.createContext("/every-tenth-fails", this::answerNineOfTen);
    server.createContext("/broken", exchange -> answer(exchange, 500, "{}"));
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void answerNineOfTen(HttpExchange exchange) throws IOException {
    boolean tenth = requests.incrementAndGet() % 10 == 0;
    answer(exchange, tenth ? 500 : 200, tenth ? "{\"detail\":\"tenth\"}" : "\"fine\"");
  }

  private void answer(HttpExchange exchange, int status, String text) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    ports.add(exchange.getRemoteAddress().getPort());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private LoadReport load(String path, int clients, int requests) throws IOException {
    return load(path, clients, 0, requests);
  }

  private LoadReport load(String path, int clients, int rate, int requests) throws IOException {
    return new LoadLoop(
            new LoadSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                "{\"a\":\"ä\"}",
                "\"fine\"",
                clients,
                rate,
                Duration.ZERO,
                requests,
                Duration.ofSeconds(30),
                Map.of("self", ProcessHandle.current().pid())))
        .run();
  }

  @Test
  void theWantedNumberOfAnswersIsCounted() throws IOException {
    LoadReport report = load("/echo", 3, 200);

    assertThat(report.runs()).isBetween(200L, 203L);
    assertThat(report.errors()).isZero();
    assertThat(report.clients()).isEqualTo(3);
    assertThat(report.p50Millis()).isPositive().isLessThanOrEqualTo(report.p99Millis());
  }

  @Test
  void eachClientKeepsOneConnectionAndSendsTheBody() throws IOException {
    load("/echo", 3, 200);

    assertThat(ports).hasSize(3);
    assertThat(bodies).containsExactly("{\"a\":\"ä\"}");
  }

  @Test
  void wrongAnswersAreCountedAndTheFirstIsShown() throws IOException {
    LoadReport report = load("/every-tenth-fails", 1, 100);

    assertThat(report.errors()).isBetween(10L, 11L);
    assertThat(report.firstError()).isEqualTo("answered 500 {\"detail\":\"tenth\"}");
  }

  @Test
  void anEvenRateIsKeptWhateverComesBackAndRefusalsAreNoErrors() throws IOException {
    server.createContext(
        "/every-other-refused",
        exchange -> {
          boolean refuse = requests.incrementAndGet() % 2 == 0;
          answer(exchange, refuse ? 429 : 200, refuse ? "{}" : "\"fine\"");
        });

    LoadReport report = load("/every-other-refused", 10, 500, 100);

    assertThat(report.errors()).isZero();
    assertThat(report.runs()).isBetween(100L, 110L);
    assertThat(report.refused()).isBetween(90L, 110L);
    assertThat(report.seconds()).as("200 requests at 500/s").isGreaterThan(0.38);
  }

  @Test
  void requestsAreDueEvenlyAndWhatIsLateStaysDue() {
    SendTimes times = new SendTimes(4, 1_000);
    assertThat(times.untilNext(1_000)).isZero();
    times.take();
    assertThat(times.untilNext(1_000)).isEqualTo(250_000_000);
    times.take();
    assertThat(times.untilNext(1_001_000_000)).isEqualTo(-500_999_000);
  }

  @Test
  void aServerThatOnlyFailsEndsTheLoad() {
    assertThatThrownBy(() -> load("/broken", 2, 1_000_000))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("500");
  }

  @Test
  void theReportSurvivesItsJsonForm() throws IOException {
    LoadReport report = load("/echo", 1, 50);

    assertThat(LoadReport.ofJson(report.toJson())).isEqualTo(report);
    assertThat(report.toJson()).doesNotContain("\n").contains("\"runsPerSecond\":");
  }

  @Test
  void theMemoryOfTheProcessesAskedAboutIsReported() throws IOException {
    LoadReport report = load("/echo", 1, 50);

    assertThat(report.processes()).containsOnlyKeys("self");
    assertThat(report.processes().values())
        .allSatisfy(use -> assertThat(use.residentBytesAfter()).isGreaterThan(1_000_000));
    assertThat(report.toText()).contains("self: ").contains("MB resident");
  }
}
