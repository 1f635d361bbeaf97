package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskDefinition;
import org.llamadeploy4j.protocol.TaskStatus;
import org.llamadeploy4j.protocol.TaskStatusPage;

class TaskControlTest extends WithShop {
  private static final String TASKS = "/deployments/shop/tasks";

  @Test
  void aTaskSaysHowItIsFromItsBeginningToItsEnd() throws Exception {
    TaskDefinition created = create("");
    TaskStatus queued = status(created.taskId());
    assertThat(queued.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(queued.serviceId()).isEqualTo("echo");
    assertThat(queued.sessionId()).isEqualTo(created.sessionId());
    assertThat(queued.attempts()).isEqualTo(1);
    assertThat(queued.startedAt()).isNull();
    assertThat(queued.version()).isNull();

    ClaimedRun run = api.runs.claim();
    TaskStatus running = status(created.taskId());
    assertThat(running.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(running.startedAt()).isNotNull();
    assertThat(running.runtime()).isEqualTo("r1");

    api.runs.fail(run, "boom");
    TaskStatus failed = status(created.taskId());
    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failed.endedAt()).isNotNull();
    assertThat(failed.runtime()).isNull();
    assertThat(Objects.requireNonNull(failed.error()).text())
        .isEqualTo("Error in step 'step': boom");
    assertThat(api.get(TASKS + "/" + created.taskId()).body())
        .contains("\"status\":\"failed\"", "\"blocked_by\":null", "\"cancel_requested\":false");
  }

  @Test
  void aTaskThatWaitsForItsSessionNamesWhatBlocksIt() throws Exception {
    TaskDefinition first = create("");
    TaskDefinition second = create("?session_id=" + first.sessionId());
    api.runs.claim();
    assertThat(status(second.taskId()).blockedBy()).isEqualTo(first.taskId());
  }

  @Test
  void aListWithoutParametersIsThatOfLlamaDeploy() throws Exception {
    TaskDefinition created = create("");
    assertThat(api.get(TASKS).body())
        .isEqualTo(
            "[{\"input\":\"{}\",\"task_id\":\"%s\",\"session_id\":\"%s\",\"service_id\":\"echo\"}]"
                .formatted(created.taskId(), created.sessionId()));
    assertThat(page("?view=full").tasks()).hasSize(1);
  }

  @Test
  void tasksAreFoundByWhatTheyAre() throws Exception {
    String failed = create("").taskId();
    api.runs.fail(api.runs.claim(), "boom");
    TaskDefinition waiting = create("");

    assertThat(ids(page("?status=failed"))).containsExactly(failed);
    assertThat(ids(page("?status=failed,queued"))).containsExactly(waiting.taskId(), failed);
    assertThat(ids(page("?status=failed&status=running"))).containsExactly(failed);
    assertThat(ids(page("?session_id=" + waiting.sessionId()))).containsExactly(waiting.taskId());
    assertThat(ids(page("?service_id=echo"))).hasSize(2);
    assertThat(ids(page("?service_id=other"))).isEmpty();
  }

  @Test
  void pagesAreReadOneAfterTheOther() throws Exception {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      created.add(create("").taskId());
    }
    List<String> read = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      TaskStatusPage page = page("?limit=2" + cursor);
      read.addAll(ids(page));
      cursor = page.nextCursor() == null ? null : "&cursor=" + page.nextCursor();
      create("");
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(created);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?status=lost     | Input should be one of 'queued', 'running', 'waiting', 'completed'",
        "?limit=0         | Input should be a whole number from 1 to 1000",
        "?limit=1001      | Input should be a whole number from 1 to 1000",
        "?limit=some      | Input should be a whole number from 1 to 1000",
        "?view=short      | Input should be one of 'full'",
        "?cursor=nonsense | Input should be the next_cursor of an earlier page, as it was",
        "?cursor=%00      | Input should be the next_cursor of an earlier page, as it was",
        "?service_id=a%20b| is not a service id",
      })
  void parametersThatMakeNoSenseAreRefused(String query, String detail) throws Exception {
    HttpResponse<String> answer = api.get(TASKS + query);
    assertThat(answer.body()).contains(detail);
    assertThat(answer.statusCode()).isEqualTo(422);
  }

  @Test
  void unknownTasksAreNotFound() throws Exception {
    String unknown = "/0-00000000-0000-4000-8000-000000000001";
    Api.assertError(api.get(TASKS + unknown), 404, "Task not found");
    Api.assertError(api.get(TASKS + "/nonsense"), 404, "Task not found");
    Api.assertError(api.get("/deployments/x/tasks" + unknown), 404, "Deployment not found");
  }

  @Test
  void aQueuedTaskIsCancelledAndWhoWaitsForItHearsSo() throws Exception {
    TaskDefinition task = create("");
    String path = TASKS + "/" + task.taskId();
    var result = api.getLater(path + "/results?session_id=" + task.sessionId());
    var events = api.getLater(path + "/events?raw_event=true&session_id=" + task.sessionId());

    HttpResponse<String> answer = api.post(path + "/cancel", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    TaskStatus cancelled = read(answer, TaskStatus.class);
    assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(Objects.requireNonNull(cancelled.error()).code()).isEqualTo("cancelled");
    Api.assertError(result.get(), 500, "cancelled on request");
    assertThat(events.get().body()).contains("WorkflowCancelledEvent");
    assertThat(api.post(path + "/cancel", "").body()).isEqualTo(answer.body());
  }

  @Test
  void aTaskThatIsRunToItsEndIsCancelledUnderItsCaller() throws Exception {
    var run = api.postLater("/deployments/shop/tasks/run", Api.task("{}"));
    String task = ids(awaitPage()).getFirst();

    api.post(TASKS + "/" + task + "/cancel", "");

    Api.assertError(run.get(), 500, "cancelled on request");
  }

  private TaskStatusPage awaitPage() {
    return Awaitility.await().until(() -> page("?view=full"), found -> !found.tasks().isEmpty());
  }

  @Test
  void aTaskThatRunsIsAskedToEnd() throws Exception {
    TaskDefinition task = create("");
    ClaimedRun run = api.runs.claim();
    TaskStatus asked =
        read(api.post(TASKS + "/" + task.taskId() + "/cancel", ""), TaskStatus.class);
    assertThat(asked.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(asked.cancelRequested()).isTrue();
    api.runs.cancel(run);
    assertThat(status(task.taskId()).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void aTaskThatHasEndedIsNotCancelled() throws Exception {
    TaskDefinition task = create("");
    api.runs.complete(api.runs.claim(), "1");
    Api.assertError(
        api.post(TASKS + "/" + task.taskId() + "/cancel", ""),
        409,
        "Task " + task.taskId() + " has completed already and cannot be cancelled");
  }

  @Test
  void aFailedTaskIsRetriedAndItsStreamGoesOn() throws Exception {
    TaskDefinition task = create("");
    String path = TASKS + "/" + task.taskId();
    api.runs.fail(api.runs.claim(), "boom");

    TaskStatus again = read(api.post(path + "/retry", ""), TaskStatus.class);

    assertThat(again.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(again.attempts()).isEqualTo(2);
    assertThat(again.error()).isNull();
    Api.assertError(
        api.post(path + "/retry", ""),
        409,
        "Task " + task.taskId() + " is queued; only failed and cancelled tasks can be retried");
    api.runs.complete(api.runs.claim(), "\"late\"");
    String session = "?session_id=" + task.sessionId();
    assertThat(Api.field(api.get(path + "/results" + session), "result")).isEqualTo("late");
    assertThat(api.get(path + "/events" + session).body().lines())
        .containsExactly("{}", "{\"attempt\":2}", "{\"result\": \"late\"}");
  }

  @Test
  void aTaskWhoseSessionIsGoneIsNotRetried() throws Exception {
    TaskDefinition task = create("");
    api.runs.fail(api.runs.claim(), "boom");
    api.post("/deployments/shop/sessions/delete?session_id=" + task.sessionId(), "");
    Api.assertError(
        api.post(TASKS + "/" + task.taskId() + "/retry", ""),
        409,
        "of task " + task.taskId() + " was deleted; run a new task instead");
  }

  @Test
  void aTaskWhoseServiceIsGoneIsNotRetried() throws Exception {
    TaskDefinition task = create("");
    api.runs.fail(api.runs.claim(), "boom");
    String without = Api.YAML.formatted("shop").replace("echo", "reply");
    assertThat(api.upload("/deployments/create?reload=true", without).statusCode()).isEqualTo(200);
    Api.assertError(
        api.post(TASKS + "/" + task.taskId() + "/retry", ""),
        409,
        "Service 'echo' is no longer in deployment 'shop'; deploy it again first");
  }

  @Test
  void aTaskThatHasEndedIsDeleted() throws Exception {
    TaskDefinition task = create("");
    String path = TASKS + "/" + task.taskId();
    Api.assertError(
        api.post(path + "/delete", ""),
        409,
        "Task " + task.taskId() + " is queued; cancel it first");
    api.post(path + "/cancel", "");
    assertThat(api.post(path + "/delete", "").body()).isEqualTo("null");
    Api.assertError(api.get(path), 404, "Task not found");
    Api.assertError(api.post(path + "/delete", ""), 404, "Task not found");
    assertThat(page("?view=full").tasks()).isEmpty();
  }

  @Test
  void theKeyOfADeletedTaskIsRemembered() throws Exception {
    String path = "/deployments/shop/tasks/create";
    TaskDefinition task = read(api.post(path, Api.task("{}"), "k"), TaskDefinition.class);
    api.post(TASKS + "/" + task.taskId() + "/cancel", "");
    api.post(TASKS + "/" + task.taskId() + "/delete", "");
    Api.assertError(
        api.post(path, Api.task("{}"), "k"), 410, "has ended and was removed; use a new key");
  }

  @Test
  void verbsOnUnknownTasksAreNotFound() throws Exception {
    for (String verb : List.of("cancel", "retry", "delete")) {
      String unknown = "/0-00000000-0000-4000-8000-000000000001/" + verb;
      Api.assertError(api.post(TASKS + unknown, ""), 404, "Task not found");
      Api.assertError(api.post(TASKS + "/nonsense/" + verb, ""), 404, "Task not found");
      assertThat(api.get(TASKS + unknown).statusCode()).isEqualTo(405);
      assertThat(api.get("/docs").body()).contains("/tasks/{task}/" + verb);
    }
  }

  private TaskDefinition create(String query) throws Exception {
    HttpResponse<String> answer = api.post(TASKS + "/create" + query, Api.task("{}"));
    assertThat(answer.statusCode()).isEqualTo(200);
    return read(answer, TaskDefinition.class);
  }

  private TaskStatus status(@Nullable String task) throws Exception {
    return read(api.get(TASKS + "/" + task), TaskStatus.class);
  }

  private TaskStatusPage page(String query) throws Exception {
    return read(api.get(TASKS + query), TaskStatusPage.class);
  }

  private static List<String> ids(TaskStatusPage page) {
    return page.tasks().stream().map(TaskStatus::taskId).toList();
  }

  private static <T> T read(HttpResponse<String> answer, Class<T> type) {
    return ProtocolJson.read(answer.body().getBytes(StandardCharsets.UTF_8), type);
  }
}
