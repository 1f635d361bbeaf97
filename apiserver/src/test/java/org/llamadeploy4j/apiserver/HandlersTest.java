package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.protocol.ProtocolJson;

/** The field {@code handler_id} of a task: one task at a time, each with the state of the last. */
class HandlersTest extends WithShop {
  private static final String TASKS = "/deployments/shop/tasks";
  private static final String CREATE = TASKS + "/create";

  private static String handled(String handler) {
    return body(Map.of("input", "", "handler_id", handler));
  }

  private static String body(Map<String, String> fields) {
    return new String(ProtocolJson.write(fields), StandardCharsets.UTF_8);
  }

  @Test
  void aHandlerIsASessionThatComesWithItsFirstTask() throws Exception {
    HttpResponse<String> created = api.post(CREATE, handled("order-7"));

    assertThat(Api.field(created, "session_id")).isEqualTo("order-7");
    ClaimedRun run = api.runs.claim();
    assertThat(run.session()).hasToString("order-7");
    String listed = api.get(TASKS + "?session_id=order-7").body();
    assertThat(listed).contains(Api.field(created, "task_id"));
  }

  @Test
  void aHandlerTakesNoTaskWhileOneIsActiveAndThenTakesTheNext() throws Exception {
    String first = Api.field(api.post(CREATE, handled("order-7")), "task_id");

    HttpResponse<String> queued = api.post(CREATE, handled("order-7"));
    Api.assertError(queued, 409, "Session 'order-7' is in use by task " + first);
    assertThat(Api.field(queued, "blocked_by")).isEqualTo(first);
    ClaimedRun run = api.runs.claim();
    Api.assertError(api.post(CREATE, handled("order-7")), 409, first);
    assertThat(api.post(CREATE, handled("order-8")).statusCode()).isEqualTo(200);
    api.runs.complete(run, "1");

    HttpResponse<String> next = api.post(CREATE, handled("order-7"));
    assertThat(next.statusCode()).isEqualTo(200);
    assertThat(Api.field(next, "task_id")).isNotEqualTo(first);
  }

  @Test
  void aRunMayHaveAHandlerToo() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        api.postLater(TASKS + "/run", handled("order-7"));

    ClaimedRun run = api.runs.claim();
    assertThat(run.session()).hasToString("order-7");
    Api.assertError(api.post(TASKS + "/run", handled("order-7")), 409, "is in use by task");
    api.runs.complete(run, "1");
    assertThat(answer.get().body()).isEqualTo("1");
  }

  @Test
  void aKeyStandsForItsTaskWhateverItsHandlerDoes() throws Exception {
    String first = Api.field(api.post(CREATE, handled("order-7"), "k"), "task_id");

    assertThat(Api.field(api.post(CREATE, handled("order-7"), "k"), "task_id")).isEqualTo(first);
    String plain = body(Map.of("input", "", "session_id", "order-7"));
    Api.assertError(api.post(CREATE, plain, "k"), 409, "stands for another request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b"})
  void aMistypedHandlerIsRefusedWithWhatItMayBe(String handler) throws Exception {
    HttpResponse<String> refused = api.post(CREATE, handled(handler));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("[\"body\",\"handler_id\"]", "1 to 128 letters, digits, '-', '_' or '.'");
    assertThat(api.get(TASKS).body()).isEqualTo("[]");
  }

  @Test
  void aHandlerBesideASessionIsRefused() throws Exception {
    String both = body(Map.of("input", "", "handler_id", "h", "session_id", "s"));

    HttpResponse<String> refused = api.post(CREATE, both);

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("leave out session_id");
    assertThat(api.post(CREATE + "?session_id=s", handled("h")).statusCode()).isEqualTo(422);
  }
}
