package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunStatus;

/** The field {@code start_at} of a task. */
class StartAtTest {
  private static final String TASKS = "/deployments/shop/tasks";
  private static final String RUN = TASKS + "/run";
  private static final String CREATE = TASKS + "/create";

  @TempDir private Path folder;
  private Api api;

  @BeforeEach
  void start() throws Exception {
    start(ApiServerSettings.defaults());
  }

  private void start(ApiServerSettings settings) throws Exception {
    api = Api.start(folder, settings);
    api.deploy("shop");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static String startingAt(@Nullable Object start) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("input", "");
    body.put("start_at", start);
    return new String(ProtocolJson.write(body), StandardCharsets.UTF_8);
  }

  private static String in(Duration time) {
    return Instant.now().plus(time).toString();
  }

  private List<TaskView> tasks() {
    return api.messaging.runs().tasks(api.shard("shop"), 9);
  }

  @Test
  void aTaskThatStartsLaterIsAcceptedAtOnceAndQueued() throws Exception {
    String start = in(Duration.ofHours(1));

    HttpResponse<String> created = api.post(CREATE, startingAt(start));

    assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    TaskView task = tasks().getFirst();
    assertThat(task.task().value()).isEqualTo(Api.field(created, "task_id"));
    assertThat(task.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(task.startAt()).isBetween(Instant.parse(start), Instant.parse(start).plusMillis(1));
    assertThat(api.get(TASKS).body()).contains(task.task().value());
    assertThat(api.get(TASKS + "/" + task.task()).body())
        .contains("\"status\":\"queued\"", "\"start_at\":\"" + task.startAt() + "\"");
  }

  @Test
  void aRunThatStartsLaterIsWaitedFor() throws Exception {
    Instant start = Instant.now().plusMillis(500);
    CompletableFuture<HttpResponse<String>> answer =
        api.postLater(RUN, startingAt(start.toString()));

    ClaimedRun run = api.runs.claim();
    assertThat(Instant.now()).isAfterOrEqualTo(start);
    api.runs.complete(run, "42");

    assertThat(answer.get().body()).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001-01-01T00:00:00Z", "2001-01-01T00:00:00.5+02:00"})
  void aStartThatHasPassedIsNow(String start) throws Exception {
    api.post(CREATE, startingAt(start));

    assertThat(api.runs.claim().claim().task()).isEqualTo(tasks().getFirst().task());
  }

  @Test
  void aStartOfNullIsNone() throws Exception {
    assertThat(api.post(CREATE, startingAt(null)).statusCode()).isEqualTo(200);
    assertThat(tasks().getFirst().startAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "tomorrow", "2030-01-01", "2030-01-01T08:00:00", "9999-01-01T00:00:00Z"})
  void aStartThatIsNoneIsRefusedWithWhatIsAllowed(String start) throws Exception {
    for (String path : List.of(RUN, CREATE)) {
      HttpResponse<String> refused = api.post(path, startingAt(start));

      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body())
          .contains("'start_at' must be an instant in ISO 8601 with its offset", "366 days ahead");
    }
    assertThat(tasks()).isEmpty();
  }

  @Test
  void aStartThatIsNoTextIsRefused() throws Exception {
    HttpResponse<String> refused = api.post(CREATE, startingAt(1_893_484_800));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("[\"body\",\"start_at\"]", "valid string");
    assertThat(tasks()).isEmpty();
  }

  @Test
  void anIdempotencyKeyStandsForItsStartAsWell() throws Exception {
    String start = in(Duration.ofHours(1));
    HttpResponse<String> first = api.post(CREATE, startingAt(start), "k");

    assertThat(api.post(CREATE, startingAt(start), "k").body()).isEqualTo(first.body());
    Api.assertError(
        api.post(CREATE, startingAt(in(Duration.ofHours(2))), "k"), 409, "another request");
    assertThat(tasks()).hasSize(1);
  }

  @Test
  void aTaskThatStartsLaterTakesAPlaceInTheQueue() throws Exception {
    api.close();
    start(Api.withShortQueues());
    assertThat(api.post(CREATE, startingAt(in(Duration.ofHours(1)))).statusCode()).isEqualTo(200);

    Api.assertError(api.post(CREATE, startingAt(null)), 429, "is full: 1 tasks wait");
  }
}
