package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventShape;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

class TasksTest extends WithShop {
  private static final String TASKS = "/deployments/shop/tasks";
  private static final String RUN = TASKS + "/run";

  @ParameterizedTest
  @ValueSource(strings = {"\"text\"", "1", "null", "{\"a\":1,\"b\":[1,2]}", "1.10", "[]"})
  void aRunAnswersWithItsResultAsItIs(String result) throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        api.postLater(RUN, Api.task("{\"message\": \"hi\"}"));
    ClaimedRun run = api.runs.claim();

    assertThat(run.input()).asString(StandardCharsets.UTF_8).isEqualTo("{\"message\": \"hi\"}");
    assertThat(run.service().value()).isEqualTo("echo");
    api.runs.complete(run, result);
    assertThat(answer.get().statusCode()).isEqualTo(200);
    assertThat(answer.get().headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.get().body()).isEqualTo(result);
  }

  @Test
  void aLargeResultComesWhole() throws Exception {
    String result = "\"" + "x".repeat(300_000) + "\"";
    CompletableFuture<HttpResponse<String>> answer = api.postLater(RUN + "/", Api.task(""));

    api.runs.complete(api.runs.claim(), result);

    assertThat(answer.get().body()).isEqualTo(result);
  }

  @Test
  void aFailedRunAnswersWithItsCause() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = api.postLater(RUN, Api.task(""));

    api.runs.fail(api.runs.claim(), "boom");

    Api.assertError(answer.get(), 500, "Error in step 'step': boom");
  }

  @Test
  void aRunSurvivesThatTheStoreGoesAway() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = api.postLater(RUN, Api.task(""));
    ClaimedRun run = api.runs.claim();
    api.messaging.simulateOutage(true);
    api.messaging.simulateOutage(false);

    api.runs.complete(run, "1");

    assertThat(answer.get().body()).isEqualTo("1");
  }

  @Test
  void withoutItsStoreTheServerAnswersAtOnce() throws Exception {
    api.messaging.simulateOutage(true);

    HttpResponse<String> refused = api.post(RUN, Api.task(""));

    Api.assertError(refused, 503, "The store does not answer");
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void aServerThatStopsAnswersThoseWhoWait() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = api.postLater(RUN, Api.task(""));
    api.runs.claim();

    api.server.close();

    Api.assertError(answer.get(), 503, "This server stops");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]   | 'input' must be empty or a JSON object in a string; it is a list",
        "text  | 'input' must be empty or a JSON object in a string: not valid JSON",
        "7     | it is a number",
      })
  void anInputThatIsNoObjectIsRefused(String input, String detail) throws Exception {
    Api.assertError(api.post(RUN, Api.task(input)), 422, detail);
    Api.assertError(api.post(TASKS + "/create", Api.task(input)), 422, detail);
    assertThat(api.get(TASKS).body()).isEqualTo("[]");
  }

  @Test
  void unknownDeploymentsServicesAndSessionsAreNotFound() throws Exception {
    String body = "{\"input\": \"\", \"service_id\": \"nowhere\"}";

    Api.assertError(
        api.post("/deployments/x/tasks/run", Api.task("")), 404, "Deployment not found");
    Api.assertError(api.post(RUN, body), 404, "Service 'nowhere' not found in deployment 'shop'");
    Api.assertError(
        api.post(RUN + "?session_id=nowhere", Api.task("")), 404, "Session 'nowhere' not found");
    Api.assertError(
        api.post(RUN, "{\"input\": \"\", \"session_id\": \"a b\"}"),
        404,
        "Session 'a b' not found");
  }

  @Test
  void aDeploymentWithoutServicesHasNothingToRun() throws Exception {
    assertThat(api.upload("/deployments/create", "name: empty\nservices: {}\n").statusCode())
        .isEqualTo(200);

    Api.assertError(
        api.post("/deployments/empty/tasks/run", Api.task("")),
        400,
        "Service is None and deployment has no default service");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                | missing              | [\"body\"]           | null",
        "{}                | missing              | [\"body\",\"input\"] | {}",
        "{\"input\":5}     | string_type          | [\"body\",\"input\"] | 5",
        "{\"input\":null}  | string_type          | [\"body\",\"input\"] | null",
        "[1]               | model_attributes_type| [\"body\"]           | [1]",
        "{\"input\":\"\",\"service_id\":1} | string_type | [\"body\",\"service_id\"] | 1",
      })
  void aBodyOfTheWrongFormIsRefusedWithThePlace(
      String body, String type, String location, String input) throws Exception {
    HttpResponse<String> refused = api.post(RUN, body);

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .startsWith("{\"detail\":[{\"type\":\"%s\",\"loc\":%s,\"msg\":".formatted(type, location))
        .endsWith("\"input\":%s}]}".formatted(input));
  }

  @Test
  void aBodyThatIsNoJsonIsRefused() throws Exception {
    HttpResponse<String> refused = api.post(RUN, "{oops");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .startsWith("{\"detail\":[{\"type\":\"json_invalid\",\"loc\":[\"body\"]");
  }

  @Test
  void aCreatedTaskIsAcknowledgedListedAndHasAResult() throws Exception {
    HttpResponse<String> created = api.post(TASKS + "/create", Api.task("{\"a\":1}"));
    String task = Api.field(created, "task_id");
    String session = Api.field(created, "session_id");

    assertThat(created.body())
        .isEqualTo(
            "{\"input\":\"{\\\"a\\\":1}\",\"task_id\":\"%s\",\"session_id\":\"%s\","
                    .formatted(task, session)
                + "\"service_id\":null}");
    assertThat(api.get(TASKS + "/").body())
        .isEqualTo(
            "[{\"input\":\"{\\\"a\\\":1}\",\"task_id\":\"%s\",\"session_id\":\"%s\","
                    .formatted(task, session)
                + "\"service_id\":\"echo\"}]");
    CompletableFuture<HttpResponse<String>> result = api.getLater(results(task, session));
    api.runs.complete(api.runs.claim(), "{\"b\":2}");
    String expected =
        "{\"task_id\":\"%s\",\"history\":[],\"result\":\"{\\\"b\\\":2}\",\"data\":{}}"
            .formatted(task);
    assertThat(result.get().body()).isEqualTo(expected);
    assertThat(api.get(results(task, session)).body()).isEqualTo(expected);
  }

  @Test
  void theNewestThousandTasksAreListed() throws Exception {
    ServiceId service = new ServiceId("echo");
    for (int i = 0; i < 1_001; i++) {
      TaskId task = TaskId.of(0, new UUID(0, i));
      SubmitRequest request =
          new SubmitRequest(
              api.shard("shop"), task, service, null, utf8("{}"), new SubmitLimits(9_999, 9), "");
      assertThat(api.messaging.runs().submit(request)).isEqualTo(new SubmitReply.Accepted());
    }

    List<?> listed = ProtocolJson.read(utf8(api.get(TASKS).body()), List.class);
    assertThat(listed).hasSize(1_000);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aTextResultIsNotQuotedTwice() throws Exception {
    HttpResponse<String> created = api.post(TASKS + "/create", Api.task(""));
    api.runs.complete(api.runs.claim(), "\"hello\"");

    HttpResponse<String> result =
        api.get(results(Api.field(created, "task_id"), Api.field(created, "session_id")));

    assertThat(Api.field(result, "result")).isEqualTo("hello");
  }

  @Test
  void theResultOfAFailedTaskIsItsCause() throws Exception {
    HttpResponse<String> created = api.post(TASKS + "/create", Api.task(""));
    api.runs.fail(api.runs.claim(), "boom");

    Api.assertError(
        api.get(results(Api.field(created, "task_id"), Api.field(created, "session_id"))),
        500,
        "Error in step 'step': boom");
  }

  @Test
  void unknownTasksAreNotFound() throws Exception {
    HttpResponse<String> created = api.post(TASKS + "/create", Api.task(""));
    String task = Api.field(created, "task_id");
    String event = "{\"service_id\":\"echo\",\"event_obj_str\":\"{}\"}";

    for (String unknown : new String[] {"x", "0-00000000-0000-7000-8000-000000000000"}) {
      Api.assertError(api.get(results(unknown, "s")), 404, "Task not found");
      Api.assertError(api.get(events(unknown, "s")), 404, "Task not found");
      Api.assertError(api.post(events(unknown, "s"), event), 404, "Task not found");
    }
    Api.assertError(api.get(results(task, "other")), 404, "Task not found");
    Api.assertError(api.get(events(task, "other")), 404, "Task not found");
    Api.assertError(api.post(events(task, "other"), event), 404, "Task not found");
  }

  @Test
  void theSessionOfATaskMustBeNamed() throws Exception {
    String missing =
        "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"query\",\"session_id\"],"
            + "\"msg\":\"Field required\",\"input\":null}]}";

    for (String path : new String[] {TASKS + "/t/results", TASKS + "/t/events"}) {
      assertThat(api.get(path).body()).isEqualTo(missing);
      assertThat(api.get(path).statusCode()).isEqualTo(422);
    }
    assertThat(api.post(TASKS + "/t/events", "{}").body()).isEqualTo(missing);
  }

  @Test
  void anAnswerReachesTheRunAndIsEchoed() throws Exception {
    HttpResponse<String> created = api.post(TASKS + "/create", Api.task(""));
    String path = events(Api.field(created, "task_id"), Api.field(created, "session_id"));
    String body =
        new String(
            ProtocolJson.write(
                Map.of("service_id", "echo", "event_obj_str", "{\"response\":\"42\"}")),
            StandardCharsets.UTF_8);

    HttpResponse<String> echoed = api.post(path, body);

    assertThat(echoed.body())
        .isEqualTo("{\"service_id\":\"echo\",\"event_obj_str\":\"{\\\"response\\\":\\\"42\\\"}\"}");
    ClaimedRun run = api.runs.claim();
    assertThat(run.inbox()).hasSize(1);
    assertThat(EnvelopeCodec.decodeClientEvent(run.inbox().getFirst()).type())
        .isEqualTo("HumanResponseEvent");
    api.runs.complete(run, "1");
    Api.assertError(api.post(path, body), 409, "has ended");
  }

  @Test
  void anEventThatTheWorkflowDoesNotTakeIsRefused() throws Exception {
    EventShape.Field text = new EventShape.Field("text", EventShape.Kind.STRING, true, false);
    EventShape asked = new EventShape("Asked", List.of(), false, List.of(text));
    api.loads.set(new PlacementState.Loaded(List.of(), new EventShapes(List.of(asked))));
    api.deploy("asking");
    HttpResponse<String> created = api.post("/deployments/asking/tasks/create", Api.task("{}"));
    String path =
        events(Api.field(created, "task_id"), Api.field(created, "session_id"))
            .replace("shop", "asking");

    for (boolean claimed : new boolean[] {false, true}) {
      Api.assertError(
          api.post(path, event("Told", "{}")),
          422,
          "the workflow takes no event 'Told' from outside; it takes [Asked]");
      Api.assertError(
          api.post(path, event("Asked", "{\"text\": 7}")),
          422,
          "event 'Asked' does not fit: field 'text' must be a string, it is a number");
      assertThat(api.post(path, event("Asked", "{\"text\": \"?\"}")).statusCode()).isEqualTo(200);
      if (!claimed) {
        assertThat(api.runs.claim().inbox()).hasSize(1);
      }
    }
  }

  private static String event(String type, String value) {
    return event(type, value, null);
  }

  private static String event(String type, String value, @Nullable String step) {
    String event =
        "{\"__is_pydantic\": true, \"qualified_name\": \"%s\", \"value\": %s}"
            .formatted(type, value);
    Map<String, @Nullable String> fields = new HashMap<>();
    fields.put("service_id", "echo");
    fields.put("event_obj_str", event);
    fields.put("step", step);
    return new String(ProtocolJson.write(fields), StandardCharsets.UTF_8);
  }

  @Test
  void anAnswerCanBeForOneStepOrForOneOfAChild() throws Exception {
    EventShape answer = new EventShape("Answer", List.of(), true, List.of());
    api.loads.set(
        new PlacementState.Loaded(
            List.of(), new EventShapes(List.of(answer), List.of("decide"), List.of("rate"))));
    api.deploy("asking");
    HttpResponse<String> created = api.post("/deployments/asking/tasks/create", Api.task("{}"));
    String path =
        events(Api.field(created, "task_id"), Api.field(created, "session_id"))
            .replace("shop", "asking");

    for (String step : List.of("decide", "research/rate")) {
      HttpResponse<String> echoed = api.post(path, event("Answer", "{}", step));
      assertThat(echoed.statusCode()).isEqualTo(200);
      assertThat(Api.field(echoed, "step")).isEqualTo(step);
    }
    Api.assertError(
        api.post(path, event("Answer", "{}", "decied")),
        422,
        "the workflow has no step 'decied'; it has [decide]; did you mean 'decide'?");
    Api.assertError(
        api.post(path, event("Answer", "{}", "research/decide")),
        422,
        "no child of the workflow has a step 'decide'; children have [rate]");
    Api.assertError(
        api.post(path, event("Answer", "{}", " ")), 422, "the field 'step' is blank; leave it out");

    assertThat(api.runs.claim().inbox())
        .extracting(entry -> EnvelopeCodec.decodeClientEvent(entry).step())
        .containsExactly("decide", "research/rate");
  }

  @Test
  void anEventThatIsNoneIsRefused() throws Exception {
    HttpResponse<String> created = api.post(TASKS + "/create", Api.task(""));
    String path = events(Api.field(created, "task_id"), Api.field(created, "session_id"));

    Api.assertError(
        api.post(path, "{\"service_id\":\"echo\",\"event_obj_str\":\"7\"}"),
        422,
        "'event_obj_str' must be a JSON object in a string; it is a number");
  }

  @Test
  void aFullQueueRefusesMore() throws Exception {
    api.close();
    api = Api.start(folder.resolve("short"), Api.withShortQueues());
    api.deploy("shop");
    assertThat(api.post(TASKS + "/create", Api.task("")).statusCode()).isEqualTo(200);

    HttpResponse<String> refused = api.post(TASKS + "/create", Api.task(""));

    Api.assertError(refused, 429, "The queue of service 'echo' is full: 1 tasks wait");
    assertThat(refused.headers().firstValue("Retry-After"))
        .as("nothing has ended lately")
        .contains("30");
  }

  @Test
  void aQueueThatIsKnownToBeFullRefusesBeforeTheBodyIsLookedAt() throws Exception {
    api.close();
    api = Api.start(folder.resolve("full"), Api.withQueues(40));
    api.deploy("shop");
    String other = "{\"input\": \"{}\", \"service_id\": \"other\"}";
    for (int i = 0; i < 40; i++) {
      assertThat(api.post(TASKS + "/create", Api.task("")).statusCode()).isEqualTo(200);
      assertThat(api.post(TASKS + "/create", other).statusCode()).isEqualTo(200);
    }

    Awaitility.await()
        .untilAsserted(() -> {
          Api.assertError(api.post(TASKS + "/create", Api.task("")), 429, "is full: 40 tasks wait");
          Api.assertError(api.post(TASKS + "/create", other), 429, "is full: 40 tasks wait");
          Api.assertError(api.post(TASKS + "/run", "no JSON"), 429, "is full: 40 tasks wait");
        });
    Api.assertError(api.post(TASKS + "/run", "no JSON", "key"), 422, "JSON");
  }

  @Test
  void aFullStoreRefusesMore() throws Exception {
    api.messaging.simulateFullStore(true);

    Api.assertError(api.post(RUN, Api.task("")), 429, "The store has no room for new tasks");
  }

  private static String results(String task, String session) {
    return "%s/%s/results?session_id=%s".formatted(TASKS, task, session);
  }

  private static String events(String task, String session) {
    return "%s/%s/events?session_id=%s".formatted(TASKS, task, session);
  }
}
