package org.llamadeploy4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.cli.Console.Outcome;

class TasksCommandTest {
  private static final String T1 = "0-00000000-0000-4000-8000-000000000001";
  private static final String T2 = "0-00000000-0000-4000-8000-000000000002";
  private static final String QUEUED =
      """
      {"task_id":"%s","service_id":"echo","session_id":"s1","status":"queued","attempts":1,\
      "error":null,"blocked_by":"%s","cancel_requested":false,\
      "created_at":"2026-01-01T00:00:01.500Z","started_at":null,"ended_at":null,\
      "version":null,"runtime":null,"start_at":null,"lost_claims":0}\
      """
          .formatted(T2, T1);
  private static final String FAILED =
      """
      {"task_id":"%s","service_id":"e","session_id":null,"status":"failed","attempts":2,\
      "error":{"code":"step_failed","message":"boom\\n\\u001b[31mred","step":"pay",\
      "exception_type":"java.lang.Error","attempts":3},"blocked_by":null,\
      "cancel_requested":false,"created_at":"2026-01-01T00:00:01Z",\
      "started_at":"2026-01-01T00:00:02Z","ended_at":"2026-01-01T00:00:03.999Z",\
      "version":"v1","runtime":null,"start_at":null,"lost_claims":0}\
      """
          .formatted(T1);
  private static final String POISONED =
      FAILED
          .replace(T1, T2)
          .replace("step_failed", "poisoned")
          .replace("boom\\n\\u001b[31mred", "lost 5 times")
          .replace("\"lost_claims\":0", "\"lost_claims\":5");

  @TempDir Path home;
  private FakeApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tasksAreListedInColumns() {
    answerPage(QUEUED + "," + FAILED, "null");

    assertThat(llamactl("tasks", "list", "-d", "q"))
        .isEqualTo(
            new Outcome(
                0,
                """
                TASK                                    SERVICE  STATUS  CREATED               ENDED                 NOTE
                %s  echo     queued  2026-01-01T00:00:01Z  -                     blocked by %s
                %s  e        failed  2026-01-01T00:00:01Z  2026-01-01T00:00:03Z  attempt 2; Error in step 'pay': boom [31mred
                """
                    .formatted(T2, T1, T1),
                ""));
    assertThat(server.requests()).containsExactly("GET /deployments/q/tasks?limit=50 ");
  }

  @Test
  void aTaskThatStartsLaterSaysWhenUntilItHasStarted() {
    String later =
        QUEUED
            .replace("\"" + T1 + "\"", "null")
            .replace("\"start_at\":null", "\"start_at\":\"2030-01-01T08:00:00Z\"");
    String started =
        later.replace("\"started_at\":null", "\"started_at\":\"2030-01-01T08:00:01Z\"");
    String cancelled = later.replace("queued", "cancelled");
    answerPage(String.join(",", later, started, cancelled), "null");

    assertThat(llamactl("tasks", "list", "-d", "q").out().lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).endsWith("starts at 2030-01-01T08:00:00Z"),
            line -> assertThat(line).doesNotContain("2030"),
            line -> assertThat(line).doesNotContain("2030"));
  }

  @Test
  void theServerIsAskedForWhatIsWanted() {
    answerPage("", "null");

    Outcome outcome =
        llamactl(
            "tasks list -d q --status failed,running -s echo -i s1 -n 7 --cursor abc".split(" "));
    assertThat(outcome).isEqualTo(new Outcome(0, "", "No such tasks.\n"));
    assertThat(server.requests())
        .containsExactly(
            "GET /deployments/q/tasks?limit=7&status=running&status=failed&service_id=echo"
                + "&session_id=s1&cursor=abc ");
  }

  @Test
  void aListGoesOnUntilItHasWhatWasAskedForAndSaysHowToReadMore() {
    answerPage(QUEUED, "\"next\"");

    Outcome outcome = llamactl("tasks", "list", "-d", "q", "-n", "2");
    assertThat(outcome.out().lines()).hasSize(3);
    assertThat(outcome.err()).isEqualTo("There are more: go on with --cursor next\n");
    assertThat(server.requests())
        .containsExactly(
            "GET /deployments/q/tasks?limit=2 ", "GET /deployments/q/tasks?limit=1&cursor=next ");
  }

  @Test
  void aListIsJsonWhenAskedFor() {
    answerPage(QUEUED, "\"next\"");

    assertThat(llamactl("tasks", "list", "-d", "q", "-n", "1", "-o", "json"))
        .isEqualTo(
            new Outcome(0, "{\"tasks\":[%s],\"next_cursor\":\"next\"}\n".formatted(QUEUED), ""));
  }

  @Test
  void poisonedTasksAreListedWithTheirErrors() {
    answerPage(FAILED + "," + POISONED, "null");

    assertThat(llamactl("tasks", "dead", "-d", "q"))
        .isEqualTo(
            new Outcome(
                0,
                """
                TASK                                    SERVICE  ATTEMPTS  LOST  ENDED                 ERROR
                %s  e        2         5     2026-01-01T00:00:03Z  lost 5 times
                """
                    .formatted(T2),
                ""));
    assertThat(server.requests())
        .containsExactly("GET /deployments/q/tasks?limit=50&status=failed ");
  }

  @Test
  void aPoisonedTaskShowsHowOftenItsRuntimeWasLost() {
    server.answer("GET /deployments/q/tasks/" + T2, 200, POISONED);

    assertThat(llamactl("tasks", "show", T2, "-d", "q").out())
        .contains("reason       poisoned\n", "lost claims  5, one after the other\n");
  }

  @Test
  void aTaskIsShownWithAllThatIsKnown() {
    server.answer("GET /deployments/q/tasks/" + T1, 200, FAILED);

    assertThat(llamactl("tasks", "show", T1, "-d", "q"))
        .isEqualTo(
            new Outcome(
                0,
                """
                task      %s
                status    failed
                reason    step_failed
                error     Error in step 'pay': boom [31mred
                service   e
                attempts  2
                created   2026-01-01T00:00:01Z
                started   2026-01-01T00:00:02Z
                ended     2026-01-01T00:00:03Z
                version   v1
                """
                    .formatted(T1),
                ""));
    assertThat(llamactl("tasks", "show", T1, "-d", "q", "-o", "json").out())
        .startsWith("{\"task_id\":\"" + T1 + "\"")
        .endsWith("}\n");
  }

  @Test
  void aTaskThatNobodyDrivesIsCancelledAtOnce() {
    answerVerb("cancel", FAILED.replace("\"failed\"", "\"cancelled\""));

    assertThat(llamactl("tasks", "cancel", T1, "-d", "q"))
        .isEqualTo(new Outcome(0, "Task " + T1 + " is cancelled\n", ""));
    assertThat(server.requests()).containsExactly("POST /deployments/q/tasks/" + T1 + "/cancel ");
  }

  @Test
  void aTaskThatRunsIsBeingCancelled() {
    String cancelling =
        QUEUED
            .replace("\"queued\"", "\"running\"")
            .replace("\"cancel_requested\":false", "\"cancel_requested\":true");
    answerVerb("cancel", cancelling);
    server.answer("GET /deployments/q/tasks/" + T2, 200, cancelling);

    assertThat(llamactl("tasks", "cancel", T1, "-d", "q").out())
        .isEqualTo("Task " + T1 + " is being cancelled: its runtime was told\n");
    assertThat(llamactl("tasks", "show", T2, "-d", "q").out()).contains("running, being cancelled");
  }

  @Test
  void aTaskIsRetriedAndDeleted() {
    answerVerb("retry", FAILED);
    answerVerb("delete", "null");

    assertThat(llamactl("tasks", "retry", T1, "-d", "q"))
        .isEqualTo(new Outcome(0, "Task " + T1 + " is queued again, for attempt 2\n", ""));
    assertThat(llamactl("tasks", "delete", T1, "-d", "q"))
        .isEqualTo(new Outcome(0, "Task " + T1 + " is deleted\n", ""));
    assertThat(server.requests())
        .containsExactly(
            "POST /deployments/q/tasks/" + T1 + "/retry ",
            "POST /deployments/q/tasks/" + T1 + "/delete ");
  }

  @Test
  void whatTheServerRefusesIsSaid() {
    server.answer(
        "POST /deployments/q/tasks/" + T1 + "/delete",
        409,
        "{\"detail\":\"Task x is running; cancel it first\"}");

    Outcome outcome = llamactl("tasks", "delete", T1, "-d", "q");
    assertThat(outcome.err()).contains("Task x is running; cancel it first");
    assertThat(outcome.status()).isEqualTo(1);
  }

  private void answerVerb(String verb, String body) {
    server.answer("POST /deployments/q/tasks/" + T1 + "/" + verb, 200, body);
  }

  @Test
  void theEventsOfATaskAreItsNamesAndTheirJson() {
    server.answer("GET /deployments/q/tasks/" + T2, 200, QUEUED);
    server.answer(
        "GET /deployments/q/tasks/%s/events".formatted(T2),
        200,
        """
        {"__is_pydantic": true, "value": {"prefix":"Who?"}, "qualified_name": "Asked"}
        {"__is_pydantic": true, "value": {"result":"Ada"}, "qualified_name": "StopEvent"}
        """);

    assertThat(llamactl("tasks", "events", T2, "-d", "q"))
        .isEqualTo(
            new Outcome(0, "Asked {\"prefix\":\"Who?\"}\nStopEvent {\"result\":\"Ada\"}\n", ""));
    assertThat(server.requests())
        .containsExactly(
            "GET /deployments/q/tasks/%s ".formatted(T2),
            "GET /deployments/q/tasks/%s/events?session_id=s1&raw_event=true ".formatted(T2));
  }

  @Test
  void theResultOfATaskIsPrintedAsRunPrintsIt() {
    server.answer("GET /deployments/q/tasks/" + T2, 200, QUEUED);
    server.answer(
        "GET /deployments/q/tasks/%s/results".formatted(T2),
        200,
        "{\"task_id\":\"%s\",\"history\":[],\"result\":\"Hello, Ada!\",\"data\":{}}".formatted(T2));

    assertThat(llamactl("tasks", "result", T2, "-d", "q"))
        .isEqualTo(new Outcome(0, "Hello, Ada!\n", ""));
    assertThat(server.requests().getLast())
        .isEqualTo("GET /deployments/q/tasks/%s/results?session_id=s1 ".formatted(T2));
  }

  @Test
  void theFailureOfATaskIsTheResultOfNone() {
    server.answer("GET /deployments/q/tasks/" + T1, 200, FAILED);
    server.answer(
        "GET /deployments/q/tasks/%s/results".formatted(T1),
        500,
        "{\"detail\":\"Error in step 'pay': boom\"}");

    Outcome failed = llamactl("tasks", "result", T1, "-d", "q");
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err()).contains("Error in step 'pay': boom");
    assertThat(failed.out()).isEmpty();
  }

  @Test
  void anAnswerIsSentIntoTheSessionOfItsTask() {
    server.answer("GET /deployments/q/tasks/" + T2, 200, QUEUED);
    String sent =
        "{\"service_id\":\"echo\",\"event_obj_str\":\"{\\\"__is_pydantic\\\":true,\\\"value\\\":"
            + "{\\\"response\\\":\\\"yes\\\"},\\\"qualified_name\\\":\\\"Answer\\\"}\",\"step\":\"rate\"}";
    server.answer("POST /deployments/q/tasks/%s/events".formatted(T2), 200, sent);

    assertThat(
            llamactl(
                ("tasks send " + T2 + " Answer -d q --arg response yes --step rate").split(" ")))
        .isEqualTo(new Outcome(0, "Event sent: Answer\n", ""));
    assertThat(server.requests())
        .containsExactly(
            "GET /deployments/q/tasks/%s ".formatted(T2),
            "POST /deployments/q/tasks/%s/events?session_id=s1 %s".formatted(T2, sent));
  }

  @Test
  void anAnswerForATaskWithoutASessionIsSentAndARefusalIsTold() {
    server.answer("GET /deployments/q/tasks/" + T1, 200, FAILED);
    server.answer(
        "POST /deployments/q/tasks/%s/events".formatted(T1), 409, "{\"detail\":\"it has ended\"}");

    Outcome refused = llamactl("tasks", "send", T1, "Answer", "-d", "q");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("it has ended");
  }

  @Test
  void commandLinesThatMakeNoSenseEndWithTwo() {
    usage(
        "Missing command: list, dead, show, events, result, cancel, retry, delete or send",
        "tasks");
    usage("--limit must be from 1 to 1000, not 0", "tasks", "list", "-d", "q", "-n", "0");
    usage("Missing required parameter: 'TASK'", "tasks", "show");
    usage("Missing required parameter: 'EVENT'", "tasks", "send", T1);
    assertThat(llamactl("tasks", "list", "--status", "lost").err())
        .contains("'lost' is none of [queued, running, waiting, completed, failed, cancelled]");
    assertThat(llamactl("tasks", "show", "7").err()).contains("is not a task id");
    assertThat(llamactl("tasks", "list", "-o", "xml").status()).isEqualTo(2);
    assertThat(server.requests()).isEmpty();
  }

  private void usage(String message, String... args) {
    Outcome outcome = llamactl(args);
    assertThat(outcome.err()).endsWith("Error: " + message + "\n");
    assertThat(outcome.status()).isEqualTo(2);
  }

  private void answerPage(String tasks, String cursor) {
    server.answer(
        "GET /deployments/q/tasks",
        200,
        "{\"tasks\":[%s],\"next_cursor\":%s}".formatted(tasks, cursor));
  }

  private Outcome llamactl(String... args) {
    List<String> all = new ArrayList<>(List.of("-s", server.url()));
    all.addAll(List.of(args));
    return new Console(home).run(all.toArray(String[]::new));
  }
}
