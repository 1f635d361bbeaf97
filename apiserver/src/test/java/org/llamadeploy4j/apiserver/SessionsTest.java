package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.SessionId;

class SessionsTest extends WithShop {
  private static final String SESSIONS = "/deployments/shop/sessions";
  private static final String RUN = "/deployments/shop/tasks/run";

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void aSessionCanBeMadeListedFoundAndDeleted(String slash) throws Exception {
    HttpResponse<String> created = api.post(SESSIONS + "/create" + slash, "");
    String id = Api.field(created, "session_id");
    String shown = "{\"session_id\":\"%s\",\"task_ids\":[],\"state\":{}}".formatted(id);

    assertThat(created.body()).isEqualTo(shown);
    assertThat(api.get(SESSIONS + slash).body()).isEqualTo("[" + shown + "]");
    assertThat(api.get(SESSIONS + "/" + id + slash).body()).isEqualTo(shown);
    HttpResponse<String> deleted = api.post(SESSIONS + "/delete" + slash + "?session_id=" + id, "");
    assertThat(deleted.statusCode()).isEqualTo(200);
    assertThat(deleted.body()).isEqualTo("null");
    assertThat(api.get(SESSIONS).body()).isEqualTo("[]");
  }

  @Test
  void aDeploymentMayRefuseTasksWhoseSessionIsInUse() throws Exception {
    String yaml = Api.YAML.formatted("strict") + "session-policy: reject\n";
    assertThat(api.upload("/deployments/create", yaml).statusCode()).isEqualTo(200);
    String session = Api.field(api.post("/deployments/strict/sessions/create", ""), "session_id");
    String create = "/deployments/strict/tasks/create?session_id=" + session;
    String first = Api.field(api.post(create, Api.task("")), "task_id");

    HttpResponse<String> refused = api.post(create, Api.task(""));

    Api.assertError(refused, 409, "Session '%s' is in use by task %s".formatted(session, first));
    assertThat(Api.field(refused, "blocked_by")).isEqualTo(first);
    api.runs.complete(api.runs.claim(), "1");
    assertThat(api.post(create, Api.task("")).statusCode()).isEqualTo(200);
  }

  @Test
  void aMistypedPolicyIsRefusedWithItsPlaceAndTheAllowedOnes() throws Exception {
    String yaml = Api.YAML.formatted("strict") + "session-policy: paralel\n";

    Api.assertError(
        api.upload("/deployments/create", yaml),
        422,
        "d.yml:6:17: session-policy: is 'paralel'; expected one of enqueue, reject, parallel; did"
            + " you mean 'parallel'?");
  }

  @Test
  void theOldestThousandSessionsAreListed() throws Exception {
    for (int i = 0; i < 1_001; i++) {
      api.messaging.sessions().create(api.shard("shop"), new SessionId("s" + i), 9_999);
    }

    List<?> listed = ProtocolJson.read(utf8(api.get(SESSIONS)), List.class);
    assertThat(listed).hasSize(1_000);
  }

  private static byte[] utf8(HttpResponse<String> response) {
    return response.body().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void unknownSessionsAreNotFound() throws Exception {
    Api.assertError(api.get(SESSIONS + "/create"), 404, "Session 'create' not found");
    Api.assertError(api.get(SESSIONS + "/a%20b"), 404, "Session 'a b' not found");
    Api.assertError(api.post(SESSIONS + "/delete?session_id=x", ""), 404, "Session 'x' not found");
    Api.assertError(api.get("/deployments/x/sessions"), 404, "Deployment not found");
    assertThat(api.post(SESSIONS + "/delete", "").statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskRunsInTheSessionOfTheQueryOrTheBody(boolean inQuery) throws Exception {
    String id = Api.field(api.post(SESSIONS + "/create", ""), "session_id");
    String body = "{\"input\":\"\",\"session_id\":\"%s\"}".formatted(inQuery ? "ignored" : id);

    CompletableFuture<HttpResponse<String>> answer =
        api.postLater(RUN + (inQuery ? "?session_id=" + id : ""), body);

    ClaimedRun run = api.runs.claim();
    assertThat(run.session()).hasToString(id);
    api.runs.complete(run, "1");
    assertThat(answer.get().body()).isEqualTo("1");
  }

  @Test
  void aSessionInUseCannotBeDeleted() throws Exception {
    String id = Api.field(api.post(SESSIONS + "/create", ""), "session_id");
    CompletableFuture<HttpResponse<String>> answer =
        api.postLater(RUN + "?session_id=" + id, Api.task(""));
    ClaimedRun run = api.runs.claim();

    Api.assertError(
        api.post(SESSIONS + "/delete?session_id=" + id, ""), 409, "A task runs or waits");
    api.runs.complete(run, "1");
    assertThat(answer.get().statusCode()).isEqualTo(200);
  }

  @Test
  void tooManyTasksForASessionAreRefused() throws Exception {
    api.close();
    api = Api.start(folder.resolve("short"), Api.withShortQueues());
    api.deploy("shop");
    String id = Api.field(api.post(SESSIONS + "/create", ""), "session_id");
    String create = "/deployments/shop/tasks/create?session_id=" + id;
    String other = "{\"input\":\"\",\"service_id\":\"other\"}";
    assertThat(api.post(create, Api.task("")).statusCode()).isEqualTo(200);

    Api.assertError(api.post(create, other), 429, "Too many tasks wait for session");
  }
}
