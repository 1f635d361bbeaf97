package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.chaos.Api.Answer;
import org.llamadeploy4j.chaos.RelayTasks.Handle;
import org.llamadeploy4j.chaos.Told.Control;
import org.llamadeploy4j.chaos.Told.End;
import org.llamadeploy4j.chaos.Told.Passed;
import org.llamadeploy4j.chaos.Told.Result;

/**
 * What a client makes of the answers about one task, against a server that answers as it is told.
 */
class TalkTest {
  private static final Answer LATER = new Answer(503, "{\"detail\": \"later\"}");
  private static final Answer CONFLICT = new Answer(409, "{\"detail\": \"conflict\"}");
  private static final Answer OK = new Answer(200, "{}");
  private static final Answer NONE = new Answer(0, "");
  private static final Answer CANCELLED = new Answer(500, "{\"detail\": \"cancelled on request\"}");
  private static final Answer FAILED = new Answer(500, "{\"detail\": \"task 1 was told to fail\"}");
  private static final Answer DONE =
      new Answer(
          200,
          "{\"result\": \"{\\\"number\\\": 1, \\\"marks\\\": [\\\"a\\\"], \\\"count\\\": 2,"
              + " \\\"previous\\\": 0}\"}");
  private static final Answer NO_EVENTS = new Answer(200, "");

  private final Map<String, Queue<Answer>> answers = new HashMap<>();
  private final List<String> eventKeys = new ArrayList<>();

  @TempDir Path permits;
  private HttpServer server;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/deployments/Chaos/tasks/t1", this::answer);
    server.start();
    api = new Api(List.of("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    api.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String what = exchange.getRequestMethod() + path.substring(path.indexOf("t1") + 2);
      if (what.equals("POST/events")) {
        eventKeys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
      }
      Answer next = answers.getOrDefault(what, new ArrayDeque<>()).poll();
      if (next == null) {
        next = new Answer(501, what + " was not expected");
      }
      if (!next.equals(NONE)) {
        byte[] body = next.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(next.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
          exchange.getResponseBody().write(body);
        }
      }
    }
  }

  private void answers(String what, Answer... inTurn) {
    answers.put(what, new ArrayDeque<>(List.of(inTurn)));
  }

  private Told told(Course course, boolean ask) throws InterruptedException {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(5), ZoneOffset.UTC);
    Talk.Means means = new Talk.Means(new RelayTasks(api), new Asker(), clock, permits);
    Wish wish = new Wish(1, Relays.LIVE, course, false, ask, "", "key");
    return new Talk(means, wish, new Handle(Relays.LIVE, "t1", "s1")).hear().orElseThrow();
  }

  @Test
  void aCancelIsRepeatedUntilItIsAnswered() throws InterruptedException {
    answers("POST/cancel", LATER, NONE, OK);
    answers("GET/results", CANCELLED);
    answers("GET/events", NO_EVENTS);
    Told told = told(Course.CANCEL, false);
    assertThat(told.control()).isEqualTo(Control.CANCELLED);
    assertThat(told.end()).isEqualTo(new End.Cancelled(5));
    assertThat(told.acknowledged()).containsExactly(5L, 5L);
  }

  @Test
  void aCancelThatIsRefusedCameTooLate() throws InterruptedException {
    answers("POST/cancel", CONFLICT);
    answers("GET/results", DONE);
    answers("GET/events", NO_EVENTS);
    Told told = told(Course.CANCEL, false);
    assertThat(told.control()).isEqualTo(Control.TOO_LATE);
    assertThat(told.end()).isEqualTo(new End.Completed(new Result(1, List.of("a"), 2, 0)));
  }

  @Test
  void aTaskThatFailedIsRetriedOnceThatIsAllowedAndSaysItsAttempts() throws InterruptedException {
    answers("GET/results", FAILED, DONE);
    answers("POST/retry", LATER, OK);
    answers(
        "GET/events",
        new Answer(
            200,
            """
            {"qualified_name": "Passed", "value": {"step": 1, "mark": "x"}}
            {"qualified_name": "WorkflowFailedEvent", "value": {}}
            {"qualified_name": "RunRetried", "value": {"attempt": 2}}
            {"qualified_name": "Passed", "value": {"step": 1, "mark": "a"}}
            """));
    Told told = told(Course.RETRY, false);
    assertThat(told.control()).isEqualTo(Control.RETRIED);
    assertThat(told.end()).isInstanceOf(End.Completed.class);
    assertThat(told.stream())
        .containsExactly(List.of(new Passed(1, "x")), List.of(new Passed(1, "a")));
    assertThat(Files.exists(permits.resolve("1"))).isTrue();
  }

  @Test
  void aRetryWhoseAnswerGotLostIsKnownByItsAttempt() throws InterruptedException {
    answers("GET/results", FAILED, DONE);
    answers("POST/retry", NONE, CONFLICT);
    answers("GET", new Answer(200, "{\"attempts\": 2}"));
    answers("GET/events", NO_EVENTS);
    Told told = told(Course.RETRY, false);
    assertThat(told.control()).isEqualTo(Control.RETRIED);
    assertThat(told.end()).isInstanceOf(End.Completed.class);
  }

  @Test
  void aRetryThatIsRefusedIsAMissingEnd() throws InterruptedException {
    answers("GET/results", FAILED);
    answers("POST/retry", CONFLICT);
    answers("GET", new Answer(200, "{\"attempts\": 1}"));
    assertThat(told(Course.RETRY, false).end()).isInstanceOf(End.Missing.class);
  }

  @Test
  void aTaskThatDoesNotFailAsItIsToldIsAMissingEnd() throws InterruptedException {
    answers("GET/results", DONE);
    assertThat(told(Course.RETRY, false).end()).isInstanceOf(End.Missing.class);
  }

  @Test
  void eachAttemptOfATaskThatAsksGetsAnAnswerOfItsOwn() throws InterruptedException {
    answers("POST/events", OK, OK);
    answers("GET/results", FAILED, DONE);
    answers("POST/retry", OK);
    answers("GET/events", NO_EVENTS);
    told(Course.RETRY, true);
    assertThat(eventKeys).containsExactly("go-1-1", "go-1-2");
  }

  @Test
  void aTaskThatIsToBeCancelledGetsNoAnswer() throws InterruptedException {
    answers("POST/cancel", OK);
    answers("GET/results", CANCELLED);
    answers("GET/events", NO_EVENTS);
    assertThat(told(Course.CANCEL, true).end()).isInstanceOf(End.Cancelled.class);
    assertThat(eventKeys).isEmpty();
  }

  @Test
  void anEndThatNobodyExpectsIsMissing() throws InterruptedException {
    answers("GET/results", new Answer(500, "{\"detail\": \"poisoned\"}"));
    Told told = told(Course.PLAIN, false);
    assertThat(told.end())
        .isInstanceOfSatisfying(
            End.Missing.class, missing -> assertThat(missing.why()).contains("poisoned"));
    assertThat(told.stream()).isNull();
  }
}
