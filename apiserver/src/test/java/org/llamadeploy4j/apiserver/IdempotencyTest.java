package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.ProtocolJson;

/** The header {@code Idempotency-Key}. */
class IdempotencyTest extends WithShop {
  private static final String TASKS = "/deployments/shop/tasks";
  private static final String RUN = TASKS + "/run";
  private static final String CREATE = TASKS + "/create";
  private static final String BODY = Api.task("{\"a\": 1}");

  @Test
  void aRunThatIsAskedForAgainIsWaitedForAndAnsweredTheSame() throws Exception {
    CompletableFuture<HttpResponse<String>> first = api.postLater(RUN, BODY, "order-7");
    ClaimedRun run = api.runs.claim();
    CompletableFuture<HttpResponse<String>> second = api.postLater(RUN, BODY, "order-7");
    api.runs.complete(run, "42");

    assertThat(first.get().body()).isEqualTo("42");
    assertThat(second.get().body()).isEqualTo("42");
    assertThat(api.post(RUN, BODY, "order-7").body()).isEqualTo("42");
    assertThat(api.get(TASKS).body()).containsOnlyOnce("task_id");
  }

  @Test
  void aFailedRunIsNotRunAgain() throws Exception {
    CompletableFuture<HttpResponse<String>> first = api.postLater(RUN, BODY, "k");
    api.runs.fail(api.runs.claim(), "boom");

    Api.assertError(first.get(), 500, "boom");
    Api.assertError(api.post(RUN, BODY, "k"), 500, "boom");
  }

  @Test
  void aTaskThatIsCreatedAgainHasTheSameIds() throws Exception {
    HttpResponse<String> first = api.post(CREATE, BODY, "k");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(api.post(CREATE, BODY, "k").body()).isEqualTo(first.body());
    assertThat(api.post(CREATE, BODY, "another").body()).isNotEqualTo(first.body());
  }

  @Test
  void theTaskIdOfABodyIsIgnored() throws Exception {
    String task = Api.field(api.post(CREATE, BODY, "k"), "task_id");
    String named = BODY.replace("{\"input\"", "{\"task_id\":\"mine\",\"input\"");

    assertThat(named).contains("mine");
    assertThat(Api.field(api.post(CREATE, named, "k"), "task_id")).isEqualTo(task);
  }

  @Test
  void anotherBodySessionServiceOrRouteUnderTheSameKeyIsAConflict() throws Exception {
    String task = Api.field(api.post(CREATE, BODY, "k"), "task_id");
    String service = BODY.replace("{\"input\"", "{\"service_id\":\"other\",\"input\"");
    String session = Api.field(api.post("/deployments/shop/sessions/create", ""), "session_id");
    String why = "The idempotency key 'k' stands for another request, that of task " + task;

    Api.assertError(api.post(CREATE, Api.task("{\"a\": 2}"), "k"), 409, why);
    Api.assertError(api.post(CREATE, service, "k"), 409, why);
    Api.assertError(api.post(CREATE + "?session_id=" + session, BODY, "k"), 409, why);
    Api.assertError(api.post(RUN, BODY, "k"), 409, why);
    assertThat(api.get(TASKS).body()).containsOnlyOnce("task_id");
  }

  @Test
  void aKeyBelongsToItsDeployment() throws Exception {
    api.deploy("elsewhere");
    api.post(CREATE, BODY, "k");

    HttpResponse<String> other =
        api.post("/deployments/elsewhere/tasks/create", Api.task("{\"b\": 2}"), "k");

    assertThat(other.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "", "{long}", "tab\there"})
  void aKeyThatCannotBeOneIsRefusedWithThePlace(String key) throws Exception {
    String sent = key.replace("{long}", "x".repeat(256));

    HttpResponse<String> refused = api.post(CREATE, BODY, sent);

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("\"loc\":[\"header\",\"idempotency-key\"]")
        .contains("is not an idempotency key: expected 1 to 255 printed ASCII characters");
    assertThat(api.get(TASKS).body()).isEqualTo("[]");
  }

  @Test
  void twoKeysAreOneTooMany() throws Exception {
    HttpResponse<String> refused =
        api.send(
            api.request(CREATE)
                .POST(BodyPublishers.ofString(BODY))
                .header("Idempotency-Key", "a")
                .header("idempotency-key", "b"));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("is given 2 times; give it once");
  }

  @Test
  void anEventThatIsSentAgainReachesItsRunOnce() throws Exception {
    HttpResponse<String> created = api.post(CREATE, BODY);
    String events = events(created, "shop");

    HttpResponse<String> first = api.post(events, event("42"), "e");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(api.post(events, event("42"), "e").body()).isEqualTo(first.body());
    Api.assertError(
        api.post(events, event("43"), "e"),
        409,
        "The idempotency key 'e' stands for another event of task "
            + Api.field(created, "task_id"));
    ClaimedRun run = api.runs.claim();
    assertThat(run.inbox()).hasSize(1);
    assertThat(EnvelopeCodec.decodeClientEvent(run.inbox().getFirst()).id()).isEqualTo("e");
    api.runs.complete(run, "1");

    assertThat(api.post(events, event("42"), "e").statusCode()).isEqualTo(200);
    Api.assertError(api.post(events, event("43"), "e"), 409, "stands for another event");
    Api.assertError(api.post(events, event("42"), "f"), 409, "takes no more events");
    assertThat(api.post(events, event("42"), "a b").statusCode()).isEqualTo(422);
  }

  @Test
  void anEventForARunOfAnotherDeploymentIsNotFound() throws Exception {
    api.deploy("elsewhere");
    HttpResponse<String> created = api.post(CREATE, BODY);

    Api.assertError(
        api.post(events(created, "elsewhere"), event("42"), "e"), 404, "Task not found");
  }

  @Test
  void aFloodedInboxSaysWhenToTryAgain() throws Exception {
    String events = events(api.post(CREATE, BODY), "shop");
    String large = "x".repeat(300_000);
    for (int i = 0; i < 3; i++) {
      assertThat(api.post(events, event(large), "e" + i).statusCode()).isEqualTo(200);
    }

    HttpResponse<String> refused = api.post(events, event(large), "e3");

    Api.assertError(refused, 429, "has not taken the events it got so far; send again later");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(api.post(events, event(large), "e0").statusCode()).as("accepted").isEqualTo(200);
  }

  private static String events(HttpResponse<String> created, String deployment) {
    return "/deployments/%s/tasks/%s/events?session_id=%s"
        .formatted(deployment, Api.field(created, "task_id"), Api.field(created, "session_id"));
  }

  private static String event(String response) {
    Map<String, String> fields =
        Map.of("service_id", "echo", "event_obj_str", "{\"response\":\"" + response + "\"}");
    return new String(ProtocolJson.write(fields), StandardCharsets.UTF_8);
  }

  @Test
  void aFullQueueFreesTheKeyForAnotherTime() throws Exception {
    api.close();
    api = Api.start(folder.resolve("short"), Api.withShortQueues());
    api.deploy("shop");
    api.post(CREATE, BODY);

    Api.assertError(api.post(CREATE, BODY, "k"), 429, "The queue of service 'echo' is full");
    api.runs.complete(api.runs.claim(), "1");

    assertThat(api.post(CREATE, Api.task("{\"a\": 2}"), "k").statusCode()).isEqualTo(200);
  }
}
