package org.llamadeploy4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.DeploymentDefinition;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.EventDefinition;
import org.llamadeploy4j.protocol.EventOrigin;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.RunEvent;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServerStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionDefinition;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskDefinition;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.TaskStatus;
import org.llamadeploy4j.protocol.TaskStatusPage;

class LlamaDeployClientTest {
  private static final DeploymentName QUICK_START = new DeploymentName("QuickStart");
  private static final SessionId SESSION = new SessionId("s1");
  private static final TaskId TASK =
      TaskId.of(0, UUID.fromString("00000000-0000-4000-8000-000000000001"));
  private static final TaskRef REF = new TaskRef(QUICK_START, TASK, SESSION);

  private final MockWebServer server = new MockWebServer();
  private LlamaDeployClient client;

  @BeforeEach
  void start() throws IOException {
    server.start();
    client = LlamaDeployClient.of(settings(Duration.ofSeconds(30)));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void linksAreReadFromTheRoot() throws InterruptedException {
    answer("{\"swagger_docs\":\"http://x/docs\",\"status\":\"http://x/status\"}");

    assertThat(client.links()).isEqualTo(new ServerLinks("http://x/docs", "http://x/status"));
    assertSent("GET /", "");
  }

  @Test
  void statusIsRead() throws InterruptedException {
    answer(
        "{\"status\":\"Healthy\",\"status_message\":\"\",\"max_deployments\":10,\"deployments\":[\"a\"]}");

    assertThat(client.status())
        .isEqualTo(new ServerStatus(ServerStatus.Health.HEALTHY, "", 10, List.of("a")));
    assertSent("GET /status/", "");
  }

  @Test
  void metricsAreTextOrNothing() throws InterruptedException {
    answer("up 1\n");
    server.enqueue(new MockResponse.Builder().code(204).build());

    assertThat(client.metrics()).hasValue("up 1\n");
    assertThat(client.metrics()).isEmpty();
    assertSent("GET /status/metrics", "");
  }

  @Test
  void deploymentsAreListedAndFound() throws InterruptedException {
    answer("[{\"name\":\"a\"},{\"name\":\"b\"}]");
    answer("{\"name\":\"QuickStart\"}");

    assertThat(client.deployments())
        .containsExactly(new DeploymentDefinition("a"), new DeploymentDefinition("b"));
    assertThat(client.deployment(QUICK_START).name()).isEqualTo("QuickStart");
    assertSent("GET /deployments/", "");
    assertSent("GET /deployments/QuickStart", "");
  }

  @Test
  void aFileIsUploadedAsTheOriginalsPart() throws InterruptedException {
    answer("{\"name\":\"QuickStart\"}");

    byte[] yaml = "name: QuickStart".getBytes(StandardCharsets.UTF_8);
    DeploymentDefinition deployed =
        client.createDeployment(new DeploymentUpload(yaml, "d.yml", true, "/a b"));

    assertThat(deployed.name()).isEqualTo("QuickStart");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/deployments/create?reload=true&base_path=%2Fa%20b");
    assertThat(request.getHeaders().get("Content-Type"))
        .startsWith("multipart/form-data; boundary=");
    assertThat(body(request))
        .contains(
            "Content-Disposition: form-data; name=\"config_file\"; filename=\"d.yml\"",
            "name: QuickStart");
  }

  @Test
  void aTaskRunsToItsResult() throws InterruptedException {
    answer("{\"a\":1.50}");
    answer("\"x\"");

    TaskRequest plain = new TaskRequest(QUICK_START, null, null, "{\"message\":\"hi\"}");
    TaskRequest full = new TaskRequest(QUICK_START, new ServiceId("echo"), SESSION, "");
    assertThat(client.runTask(plain)).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1.50}");
    assertThat(client.runTask(full)).asString(StandardCharsets.UTF_8).isEqualTo("\"x\"");
    assertSent(
        "POST /deployments/QuickStart/tasks/run",
        "{\"input\":\"{\\\"message\\\":\\\"hi\\\"}\",\"task_id\":null,\"session_id\":null,\"service_id\":null}");
    assertSent(
        "POST /deployments/QuickStart/tasks/run?session_id=s1",
        "{\"input\":\"\",\"task_id\":null,\"session_id\":\"s1\",\"service_id\":\"echo\"}");
  }

  @Test
  void aRequestWithAKeySaysIt() throws InterruptedException {
    answer("1");
    answer("{\"input\":\"\",\"task_id\":\"t\",\"session_id\":\"s\",\"service_id\":null}");
    IdempotencyKey key = new IdempotencyKey("order-7");
    TaskRequest request = new TaskRequest(QUICK_START, null, null, "", key);

    client.runTask(request);
    client.createTask(request);
    answer("{\"service_id\":\"s\",\"event_obj_str\":\"{}\"}");
    client.sendEvent(REF, new EventDefinition("s", "{}"), key);

    assertThat(server.takeRequest().getHeaders().get("Idempotency-Key")).isEqualTo("order-7");
    assertThat(server.takeRequest().getHeaders().get("Idempotency-Key")).isEqualTo("order-7");
    assertThat(server.takeRequest().getHeaders().get("Idempotency-Key")).isEqualTo("order-7");
  }

  @Test
  void aRequestForLaterSaysWhen() throws InterruptedException {
    answer("{\"input\":\"\",\"task_id\":\"t\",\"session_id\":\"s\",\"service_id\":null}");
    TaskRequest request = new TaskRequest(QUICK_START, new ServiceId("echo"), SESSION, "");

    client.createTask(request.startingAt(Instant.parse("2030-01-01T08:00:00Z")));

    assertSent(
        "POST /deployments/QuickStart/tasks/create?session_id=s1",
        "{\"input\":\"\",\"session_id\":\"s1\",\"service_id\":\"echo\",\"start_at\":\"2030-01-01T08:00:00Z\"}");
  }

  @Test
  void aTaskIsCreatedListedAndItsResultRead() throws InterruptedException {
    String task = "{\"input\":\"{}\",\"task_id\":\"t\",\"session_id\":\"s\",\"service_id\":null}";
    answer(task);
    answer("[" + task + "]");
    answer("{\"task_id\":\"t\",\"history\":[],\"result\":\"done\",\"data\":{}}");

    TaskDefinition expected = new TaskDefinition("{}", "t", "s", null);
    assertThat(client.createTask(new TaskRequest(QUICK_START, null, null, "{}")))
        .isEqualTo(expected);
    assertThat(client.tasks(QUICK_START)).containsExactly(expected);
    assertThat(client.result(REF).result()).isEqualTo("done");
    assertThat(server.takeRequest().getTarget()).isEqualTo("/deployments/QuickStart/tasks/create");
    assertSent("GET /deployments/QuickStart/tasks", "");
    assertSent("GET /deployments/QuickStart/tasks/" + TASK + "/results?session_id=s1", "");
  }

  @Test
  void tasksAreListedByPageAndSayHowTheyAre() throws InterruptedException {
    String status =
        """
        {"task_id":"%s","service_id":"echo","session_id":null,"status":"failed","attempts":2,\
        "error":{"code":"timed_out","message":"late","step":"","exception_type":"","attempts":0},\
        "blocked_by":null,"cancel_requested":true,"created_at":"2026-01-01T00:00:00.005Z",\
        "started_at":null,"ended_at":null,"version":null,"runtime":null,\
        "start_at":"2030-01-01T08:00:00Z","lost_claims":3,"new":1}\
        """
            .formatted(TASK);
    answer("{\"tasks\":[" + status + "],\"next_cursor\":\"c2\"}");
    answer(status);

    TaskStatus expected =
        new TaskStatus(
            TASK.value(),
            "echo",
            null,
            RunStatus.FAILED,
            2,
            new RunFailure("timed_out", "late", "", "", 0),
            null,
            true,
            Instant.parse("2026-01-01T00:00:00.005Z"),
            null,
            null,
            null,
            null,
            Instant.parse("2030-01-01T08:00:00Z"),
            3);
    TaskListing dead = TaskListing.ALL.with(RunStatus.FAILED).after("c1");
    assertThat(client.tasks(QUICK_START, dead))
        .isEqualTo(new TaskStatusPage(List.of(expected), "c2"));
    assertThat(client.task(QUICK_START, TASK)).isEqualTo(expected);
    assertSent("GET /deployments/QuickStart/tasks?limit=100&status=failed&cursor=c1", "");
    assertSent("GET /deployments/QuickStart/tasks/" + TASK, "");
  }

  @Test
  void tasksAreCancelledRetriedAndDeleted() throws InterruptedException {
    String status =
        """
        {"task_id":"%s","service_id":"echo","status":"queued","attempts":2,\
        "created_at":"2026-01-01T00:00:00.005Z"}\
        """
            .formatted(TASK);
    answer(status);
    answer(status);
    answer("null");

    assertThat(client.cancelTask(QUICK_START, TASK).status()).isEqualTo(RunStatus.QUEUED);
    assertThat(client.retryTask(QUICK_START, TASK).attempts()).isEqualTo(2);
    client.deleteTask(QUICK_START, TASK);
    assertSent("POST /deployments/QuickStart/tasks/" + TASK + "/cancel", "");
    assertSent("POST /deployments/QuickStart/tasks/" + TASK + "/retry", "");
    assertSent("POST /deployments/QuickStart/tasks/" + TASK + "/delete", "");
  }

  @Test
  void eventsAreReadLineByLine() throws InterruptedException {
    answer("{\"n\":1}\n{\"n\":2}\n");

    List<String> lines = new ArrayList<>();
    try (EventLines events = client.events(REF, true)) {
      for (Optional<String> line = events.next(); line.isPresent(); line = events.next()) {
        lines.add(line.get());
      }
    }
    assertThat(lines).containsExactly("{\"n\":1}", "{\"n\":2}");
    assertSent(
        "GET /deployments/QuickStart/tasks/" + TASK + "/events?session_id=s1&raw_event=true", "");
  }

  @Test
  void eventsAreReadWithTheirTypesAndOrigins() throws InterruptedException {
    answer(
        """
        {"__is_pydantic": true, "value": {"text":"a"}, "qualified_name": "Note", "origin": {"children":\
        [{"name":"research","workflow":"Research","work_item":3}],"step":"dig","work_item":4,"attempt":2}}
        {"__is_pydantic": true, "value": {"result":1}, "qualified_name": "workflows.events.StopEvent"}
        """);

    try (EventLines events = client.events(REF, EventOptions.RAW.withInternal().withChildren())) {
      RunEvent note = events.nextEvent().orElseThrow();
      RunEvent stop = events.nextEvent().orElseThrow();

      assertThat(note.type()).isEqualTo("Note");
      assertThat(note.origin())
          .isEqualTo(
              new EventOrigin(
                  List.of(new EventOrigin.Child("research", "Research", 3)), "dig", 4, 2));
      assertThat(stop.type()).isEqualTo("StopEvent");
      assertThat(new String(stop.json(), StandardCharsets.UTF_8)).isEqualTo("{\"result\":1}");
      assertThat(stop.origin()).isNull();
      assertThat(events.nextEvent()).isEmpty();
    }
    assertSent(
        "GET /deployments/QuickStart/tasks/"
            + TASK
            + "/events?session_id=s1&raw_event=true&include_internal=true&include_children=true",
        "");
  }

  @Test
  void aStreamOfBodiesHasNoTypes() {
    answer("{\"n\":1}\n");

    try (EventLines events = client.events(REF, EventOptions.BODIES)) {
      assertThatThrownBy(events::nextEvent)
          .isInstanceOf(TransportException.class)
          .hasMessage(
              "an event cannot be read: the line is no raw event; ask the server with"
                  + " raw_event=true: {\"n\":1}");
    }
  }

  @Test
  void aTaskCanBeMadeThatTellsHowItGetsOn() throws InterruptedException {
    answer(
        "{\"input\":\"{}\",\"task_id\":\"%s\",\"session_id\":\"s1\",\"service_id\":null}"
            .formatted(TASK));

    TaskRequest request = new TaskRequest(QUICK_START, null, null, "{}");
    assertThat(client.createWatchedTask(request).sessionId()).isEqualTo("s1");
    assertSent(
        "POST /deployments/QuickStart/tasks/create?include_internal=true",
        "{\"input\":\"{}\",\"task_id\":null,\"session_id\":null,\"service_id\":null}");
  }

  @Test
  void anEventCanBeSentToAStepOfAChild() throws InterruptedException {
    String json = "{\"service_id\":\"echo\",\"event_obj_str\":\"{}\",\"step\":\"research/rate\"}";
    answer(json);

    EventDefinition event = new EventDefinition("echo", "{}", "research/rate");
    assertThat(client.sendEvent(REF, event)).isEqualTo(event);
    assertSent("POST /deployments/QuickStart/tasks/" + TASK + "/events?session_id=s1", json);
  }

  @Test
  void aStreamThatIsCutOffIsAnError() {
    server.enqueue(
        new MockResponse.Builder()
            .chunkedBody("{\"n\":1}\n" + "x".repeat(100_000), 1_000)
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());

    assertThatThrownBy(
            () -> {
              try (EventLines events = client.events(REF, false)) {
                while (events.next().isPresent()) {
                  assertThat(events).isNotNull();
                }
              }
            })
        .isInstanceOf(TransportException.class);
  }

  @Test
  void aRefusedStreamIsAnErrorOfTheServer() {
    refuse(404, "{\"detail\":\"Deployment not found\"}");

    assertThatThrownBy(() -> client.events(REF, false))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(404))
        .hasMessage("Deployment not found");
  }

  @Test
  void anEventIsSent() throws InterruptedException {
    answer("{\"service_id\":\"echo\",\"event_obj_str\":\"{}\"}");

    EventDefinition event = new EventDefinition("echo", "{}");
    assertThat(client.sendEvent(REF, event)).isEqualTo(event);
    assertSent(
        "POST /deployments/QuickStart/tasks/" + TASK + "/events?session_id=s1",
        "{\"service_id\":\"echo\",\"event_obj_str\":\"{}\"}");
  }

  @Test
  void sessionsAreMadeFoundListedAndDeleted() throws InterruptedException {
    String session = "{\"session_id\":\"s1\",\"task_ids\":[],\"state\":{}}";
    answer(session);
    answer(session);
    answer("[" + session + "]");
    answer("null");

    SessionDefinition expected = new SessionDefinition("s1", List.of(), Map.of());
    assertThat(client.createSession(QUICK_START)).isEqualTo(expected);
    assertThat(client.session(QUICK_START, SESSION)).isEqualTo(expected);
    assertThat(client.sessions(QUICK_START)).containsExactly(expected);
    client.deleteSession(QUICK_START, SESSION);
    assertSent("POST /deployments/QuickStart/sessions/create", "");
    assertSent("GET /deployments/QuickStart/sessions/s1", "");
    assertSent("GET /deployments/QuickStart/sessions", "");
    assertSent("POST /deployments/QuickStart/sessions/delete?session_id=s1", "");
  }

  @Test
  void theReasonIsFoundWhicheverServerWroteIt() {
    refuse(422, "{\"detail\":[{\"loc\":[\"query\",\"session_id\"],\"msg\":\"Field required\"}]}");
    refuse(500, "Internal Server Error");
    refuse(500, "");
    refuse(307, "");

    assertThatThrownBy(client::status).hasMessage("query.session_id: Field required");
    assertThatThrownBy(client::status)
        .hasMessage("the server answered with status 500: Internal Server Error");
    assertThatThrownBy(client::status)
        .hasMessage("the server answered with status 500 and no reason");
    assertThatThrownBy(client::status)
        .hasMessage("the server answered with status 307 and no reason");
  }

  @Test
  void anAnswerOfAnotherFormIsAnError() {
    answer("<html>");
    answer("{\"name\":7}");

    assertThatThrownBy(client::status)
        .isInstanceOf(TransportException.class)
        .hasMessageStartingWith("the server's answer cannot be read: not valid JSON");
    assertThatThrownBy(() -> client.deployment(QUICK_START))
        .hasMessageEndingWith("the field 'name' must be a string");
  }

  @Test
  void aServerThatIsNotThereIsDown() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    try (LlamaDeployClient lost =
        LlamaDeployClient.of(ClientSettings.defaults().withServer(nobody))) {
      assertThatThrownBy(lost::status)
          .isInstanceOf(ServerDownException.class)
          .hasMessage("API Server is down: nothing answers at " + nobody);
    }
  }

  @Test
  void aServerThatDoesNotAnswerInTimeIsGivenUp() {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    try (LlamaDeployClient hasty = LlamaDeployClient.of(settings(Duration.ofMillis(200)))) {
      assertThatThrownBy(hasty::status)
          .isInstanceOf(TransportException.class)
          .hasMessageStartingWith("no answer from http://");
    }
  }

  @Test
  void aRunIsNeverSentTwice() {
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    answer("\"second\"");

    assertThatThrownBy(() -> client.runTask(new TaskRequest(QUICK_START, null, null, "")))
        .isInstanceOf(TransportException.class);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aServerUnderAPathIsReached() throws InterruptedException {
    answer("[]");
    URI below = server.url("/llama/").uri();
    try (LlamaDeployClient proxied =
        LlamaDeployClient.of(ClientSettings.defaults().withServer(below))) {
      assertThat(proxied.deployments()).isEmpty();
    }
    assertSent("GET /llama/deployments/", "");
  }

  @Test
  void addressesOfAnotherKindAreRefused() {
    for (String address : List.of("localhost:4501", "ftp://x", "http://", "x")) {
      assertThatThrownBy(() -> ClientSettings.defaults().withServer(uri(address)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static URI uri(String address) {
    return URI.create(address);
  }

  private ClientSettings settings(Duration timeout) {
    return new ClientSettings(server.url("/").uri(), timeout, false);
  }

  private void answer(String body) {
    server.enqueue(new MockResponse.Builder().body(body).build());
  }

  private void refuse(int status, String body) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
  }

  private void assertSent(String line, String body) throws InterruptedException {
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod() + " " + request.getTarget()).isEqualTo(line);
    assertThat(body(request)).isEqualTo(body);
  }

  private static String body(RecordedRequest request) {
    return request.getBody() == null ? "" : request.getBody().utf8();
  }
}
