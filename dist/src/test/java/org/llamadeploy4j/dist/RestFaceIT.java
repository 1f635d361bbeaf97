package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.Rest.Answer;
import org.llamadeploy4j.protocol.ProtocolJson;

/** Llama Deploy's routes 1 to 16 on a real server, asked as its clients ask them. */
final class RestFaceIT {
  private static final List<String> EXAMPLES =
      List.of("counter", "echo_workflow", "human_in_the_loop", "streaming");
  private static final String ALL = "\"Counter\",\"Echo\",\"HumanInTheLoop\",\"Streaming\"";
  private static final String COUNTER = "/deployments/Counter";
  private static final String HUMAN = "/deployments/HumanInTheLoop";
  private static final String STREAMING = "/deployments/Streaming";
  private static final String QUESTION = "{\"prefix\":\"What is your name?\"}";

  @TempDir static Path folder;
  private static Program server;
  private static Rest rest;

  /** Route 6 for every example. */
  @BeforeAll
  static void startTheServerAndDeployTheExamples() throws Exception {
    server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs");
    rest = new Rest(server.api());
    for (String example : EXAMPLES) {
      Path file = Program.ROOT.resolve("examples").resolve(example).resolve("deployment.yml");
      assertThat(rest.deploy(file).status()).as(example).isEqualTo(200);
    }
  }

  @AfterAll
  static void stopTheServer() {
    assertThat(server.terminate().err()).isEmpty();
  }

  @Test
  void theServerSaysHowItIsAndWhereToLook() throws Exception {
    String api = server.api();

    assertThat(ok("/"))
        .isEqualTo("{\"swagger_docs\":\"%s/docs\",\"status\":\"%s/status\"}".formatted(api, api));
    assertThat(ok("/status/"))
        .startsWith("{\"status\":\"Healthy\",\"status_message\":\"\",\"max_deployments\":")
        .endsWith(",\"deployments\":[" + ALL + "]}");
    assertThat(ok("/status")).isEqualTo(ok("/status/"));
    assertThat(rest.get("/status/metrics")).isEqualTo(new Answer(204, ""));
  }

  @Test
  void deploymentsAreListedAndFound() throws Exception {
    String definitions = ALL.replaceAll("(\"\\w+\")", "{\"name\":$1}");

    assertThat(ok("/deployments/")).isEqualTo("[" + definitions + "]");
    assertThat(ok("/deployments")).isEqualTo(ok("/deployments/"));
    assertThat(ok(COUNTER)).isEqualTo("{\"name\":\"Counter\"}");
    assertThat(rest.get("/deployments/create").status()).isEqualTo(404);
  }

  @Test
  void aTaskIsRunAndAnswersWithItsResultAsJson() throws Exception {
    String input = json(Map.of("input", "{\"message\": \"hi\"}"));

    assertThat(rest.post("/deployments/Echo/tasks/run", input))
        .isEqualTo(new Answer(200, "\"Message received: hi\""));
    assertThat(rest.post("/deployments/Echo/tasks/run/", input).status()).isEqualTo(200);
    assertThat(rest.post(COUNTER + "/tasks/run", json(Map.of("input", "")))).isEqualTo(one());
  }

  @Test
  void tasksOfASessionShareItsStateAndOtherSessionsDoNot() throws Exception {
    String session = session(COUNTER);

    assertThat(count(session)).isEqualTo(one());
    assertThat(count(session)).isEqualTo(new Answer(200, "2"));
    assertThat(count(session(COUNTER))).isEqualTo(one());
  }

  @Test
  void sessionsAreCreatedListedFoundAndDeleted() throws Exception {
    String session = session(STREAMING);
    String definition = definition(session);
    String path = STREAMING + "/sessions";

    assertThat(ok(path)).contains(definition);
    assertThat(ok(path + "/" + session)).isEqualTo(definition);
    assertThat(rest.post(path + "/delete?session_id=" + session, ""))
        .isEqualTo(new Answer(200, "null"));
    assertThat(rest.get(path + "/" + session).status()).isEqualTo(404);
    assertThat(ok(path)).doesNotContain(session);
  }

  @Test
  void aTaskIsCreatedListedAndItsResultAwaited() throws Exception {
    Task task = create(STREAMING, "", null);

    assertThat(ok(task.path("results")))
        .isEqualTo(
            "{\"task_id\":\"%s\",\"history\":[],\"result\":\"done\",\"data\":{}}"
                .formatted(task.id()));
    assertThat(ok(STREAMING + "/tasks"))
        .contains("\"task_id\":\"%s\",\"session_id\":\"%s\"".formatted(task.id(), task.session()));
    assertThat(rest.get(new Task(STREAMING, task.id(), "other").path("results")).status())
        .isEqualTo(404);
    assertThat(rest.get(STREAMING + "/tasks/" + task.id() + "/results").status()).isEqualTo(422);
  }

  @Test
  void aStreamHoldsTheEventsAndThenTheStopEvent() throws Exception {
    Task task = create(STREAMING, "", null);

    assertThat(ok(task.path("events")))
        .isEqualTo(
            """
            {"text":"message number 1"}
            {"text":"message number 2"}
            {"text":"message number 3"}
            {"result":"done"}
            """);
    assertThat(ok(task.path("events") + "&raw_event=true").lines())
        .hasSize(4)
        .startsWith(
            "{\"__is_pydantic\": true, \"value\": {\"text\":\"message number 1\"},"
                + " \"qualified_name\": \"Progress\"}")
        .endsWith(
            "{\"__is_pydantic\": true, \"value\": {\"result\":\"done\"},"
                + " \"qualified_name\": \"workflows.events.StopEvent\"}");
  }

  @Test
  void everyReaderReadsAStreamFromItsStart() throws Exception {
    Task task = create(HUMAN, "", null);

    try (Stream<String> first = rest.lines(task.path("events"));
        Stream<String> second = rest.lines(task.path("events"))) {
      Iterator<String> early = first.iterator();
      assertThat(early.next()).isEqualTo(QUESTION);
      assertThat(answer(task, "Ada").status()).isEqualTo(200);
      assertThat(early.next()).isEqualTo("{\"result\":\"Hello, Ada!\"}");
      assertThat(early.hasNext()).isFalse();
      assertThat(second).containsExactly(QUESTION, "{\"result\":\"Hello, Ada!\"}");
    }
    assertThat(ok(task.path("events"))).isEqualTo(QUESTION + "\n{\"result\":\"Hello, Ada!\"}\n");
  }

  @Test
  void aHumanMayAnswerAfterTheRunHasAsked() throws Exception {
    Task task = create(HUMAN, "", null);
    try (Stream<String> events = rest.lines(task.path("events"))) {
      assertThat(events.iterator().next()).isEqualTo(QUESTION);
    }

    assertThat(answer(task, "Ada")).isEqualTo(echoed("Ada"));

    assertThat(ok(task.path("results"))).contains("\"result\":\"Hello, Ada!\"");
    assertThat(answer(task, "Bob").status())
        .as("an answer to a task that has ended")
        .isEqualTo(409);
  }

  @Test
  void anEventThatTheWorkflowDoesNotTakeIsRefusedAndTheRunGoesOnWaiting() throws Exception {
    Task task = create(HUMAN, "", null);

    Answer unknown = rest.post(task.path("events"), eventDefinition("HumanAnswer", "{}"));
    Answer malformed = rest.post(task.path("events"), eventDefinition("Question", "{\"a\": 1}"));

    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.body())
        .contains("the workflow takes no event 'HumanAnswer' from outside", "HumanResponseEvent");
    assertThat(malformed.status()).isEqualTo(422);
    assertThat(malformed.body()).contains("field 'a' is unknown");
    assertThat(answer(task, "Ada")).isEqualTo(echoed("Ada"));
    assertThat(ok(task.path("results"))).contains("\"result\":\"Hello, Ada!\"");
  }

  @Test
  void aHumanMayAnswerWhileTheRunStarts() throws Exception {
    Task task = create(HUMAN, "", null);

    assertThat(answer(task, "Ada")).isEqualTo(echoed("Ada"));

    assertThat(ok(task.path("results"))).contains("\"result\":\"Hello, Ada!\"");
  }

  /** Tasks of one session run one after another, so the second has not begun. */
  @Test
  void aHumanMayAnswerBeforeTheRunHasBegun() throws Exception {
    Task first = create(HUMAN, "", null);
    Task second = create(HUMAN, "", first.session());

    assertThat(answer(second, "Bob")).isEqualTo(echoed("Bob"));
    assertThat(answer(first, "Ada")).isEqualTo(echoed("Ada"));

    assertThat(ok(first.path("results"))).contains("\"result\":\"Hello, Ada!\"");
    assertThat(ok(second.path("results"))).contains("\"result\":\"Hello, Bob!\"");
  }

  private static Answer one() {
    return new Answer(200, "1");
  }

  private static Answer count(String session) throws IOException, InterruptedException {
    return rest.post(COUNTER + "/tasks/run?session_id=" + session, json(Map.of("input", "")));
  }

  private static String session(String deployment) throws IOException, InterruptedException {
    Answer created = rest.post(deployment + "/sessions/create", "");
    String session = field(created, "session_id");
    assertThat(created).isEqualTo(new Answer(200, definition(session)));
    return session;
  }

  private static String definition(String session) {
    return "{\"session_id\":\"%s\",\"task_ids\":[],\"state\":{}}".formatted(session);
  }

  private static Task create(String deployment, String input, @Nullable String session)
      throws IOException, InterruptedException {
    String query = session == null ? "" : "?session_id=" + session;
    Answer created = rest.post(deployment + "/tasks/create" + query, json(Map.of("input", input)));
    Task task = new Task(deployment, field(created, "task_id"), field(created, "session_id"));
    assertThat(created)
        .isEqualTo(
            new Answer(
                200,
                "{\"input\":\"%s\",\"task_id\":\"%s\",\"session_id\":\"%s\",\"service_id\":null}"
                    .formatted(input, task.id(), task.session())));
    return task;
  }

  private static Answer answer(Task task, String name) throws IOException, InterruptedException {
    return rest.post(task.path("events"), eventDefinition(name));
  }

  private static Answer echoed(String name) {
    return new Answer(200, eventDefinition(name));
  }

  /** As the Python client writes it. */
  private static String eventDefinition(String name) {
    return eventDefinition(
        "workflows.events.HumanResponseEvent",
        "{\"_data\": {\"response\": \"%s\"}}".formatted(name));
  }

  private static String eventDefinition(String type, String value) {
    String event =
        """
        {"__is_pydantic": true, "value": %s, "qualified_name": "%s"}\
        """
            .formatted(value, type);
    return "{\"service_id\":\"human_in_the_loop\",\"event_obj_str\":%s}".formatted(json(event));
  }

  private static String ok(String path) throws IOException, InterruptedException {
    Answer answer = rest.get(path);
    assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String field(Answer answer, String name) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    return String.valueOf(ProtocolJson.read(body, Map.class).get(name));
  }

  private static String json(Object value) {
    return new String(ProtocolJson.write(value), StandardCharsets.UTF_8);
  }

  /** A task of a deployment, in its session. */
  private record Task(String deployment, String id, String session) {
    String path(String what) {
      return "%s/tasks/%s/%s?session_id=%s".formatted(deployment, id, what, session);
    }
  }
}
