package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/** What people do to tasks with {@code llamactl}, with real processes, some of which die. */
final class TaskControlIT {
  private static final String TASKS = "/deployments/" + ControlDeployment.NAME + "/tasks/";
  private static final Pattern ID = Pattern.compile("\"task_id\":\"([^\"]+)\"");
  private static final Pattern SESSION = Pattern.compile("\"session_id\":\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private EmbeddedRedis redis;
  private Program plane;
  private Program api;
  private final List<Program> runtimes = new ArrayList<>();
  private int deaths;

  private record Task(String id, String session) {}

  @BeforeEach
  void start() throws IOException {
    redis = EmbeddedRedis.start(EmbeddedRedisSettings.of(folder.resolve("redis")));
    plane = Program.role(folder, redis, "control-plane").awaitOutput("Control plane");
    api = Program.role(folder, redis, "apiserver", "--port", "0").awaitOutput("API server");
    runtimes.add(Program.role(folder, redis, "runtime").awaitOutput("Service runtime"));
    ControlDeployment.deploy(folder, api.api(), folder.resolve("antidote"));
  }

  @AfterEach
  void stop() {
    runtimes.forEach(Program::close);
    api.close();
    plane.close();
    redis.close();
  }

  @Test
  void runningAndWaitingTasksAreCancelledAndTheirSessionGoesOn() throws Exception {
    Task first = create("long", "");
    awaitStatus(first, "running");
    Task second = create("long", first.session());
    Task third = create("well", first.session());

    assertThat(control("cancel", second)).isEqualTo("Task " + second.id() + " is cancelled\n");
    assertThat(status(second)).isEqualTo("cancelled");
    assertThat(control("cancel", first))
        .isEqualTo("Task " + first.id() + " is being cancelled: its runtime was told\n");

    awaitStatus(first, "cancelled");
    assertThat(result(third)).contains("well");
    Program.Done refused = llamactl("tasks", "cancel", third.id());
    assertThat(refused.err())
        .contains("Task " + third.id() + " has completed already and cannot be cancelled");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(events(first)).endsWith("WorkflowCancelledEvent\"}");
    assertThat(control("cancel", first)).isEqualTo("Task " + first.id() + " is cancelled\n");
    assertThat(control("delete", first)).isEqualTo("Task " + first.id() + " is deleted\n");
    assertThat(llamactl("tasks", "show", first.id()).err()).contains("Task not found");
  }

  @Test
  void aTaskIsCancelledWhoseRuntimeDiesBeforeItHasDoneSo() throws Exception {
    Task task = create("long", "");
    awaitStatus(task, "running");
    Task next = create("well", task.session());
    Program frozen = runtimes.getFirst();
    signal(frozen, "STOP");

    // Not by a process, whose start may take as long as the lease lasts.
    assertThat(rest().post(TASKS + task.id() + "/cancel", "").body())
        .contains("\"status\":\"running\"", "\"cancel_requested\":true");
    Instant killed = Instant.now();
    frozen.kill();

    awaitStatus(task, "cancelled");
    System.out.printf(
        "cancelled %d ms after its runtime was killed%n",
        Duration.between(killed, Instant.now()).toMillis());
    runtimes.set(0, Program.role(folder, redis, "runtime"));
    assertThat(result(next)).contains("well");
  }

  @Test
  void aTaskThatKillsItsRuntimesIsFoundOutAndOthersGoOn() throws Exception {
    runtimes.add(Program.role(folder, redis, "runtime").awaitOutput("Service runtime"));
    Task deadly = create("deadly", "");
    List<Task> others = new ArrayList<>();
    Awaitility.await()
        .atMost(PATIENCE.multipliedBy(2))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          revive();
          others.add(create("well", ""));
          return status(deadly).equals("failed");
        });
    System.out.printf("%d runtimes died, %d other tasks meanwhile%n", deaths, others.size());
    revive();

    for (Task other : others) {
      assertThat(result(other)).contains("well");
    }
    assertThat(llamactl("tasks", "dead").out().lines().skip(1))
        .singleElement()
        .asString()
        .contains(deadly.id(), "  deadly   1         5     ", "lost 5 times in a row");
    assertThat(llamactl("tasks", "show", deadly.id()).out())
        .contains("reason       poisoned", "lost claims  5");
    assertThat(deaths).isBetween(6, 8);

    Files.createFile(folder.resolve("antidote"));
    assertThat(control("retry", deadly))
        .isEqualTo("Task " + deadly.id() + " is queued again, for attempt 2\n");
    assertThat(result(deadly)).contains("healed");
    assertThat(llamactl("tasks", "dead").err()).isEqualTo("No such tasks.\n");
  }

  /** Does what a supervisor does. */
  private void revive() {
    for (int i = 0; i < runtimes.size(); i++) {
      if (!runtimes.get(i).alive()) {
        deaths++;
        runtimes.set(i, Program.role(folder, redis, "runtime"));
      }
    }
  }

  private static void signal(Program program, String signal)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  private Program.Done llamactl(String... words) {
    List<String> all = new ArrayList<>(List.of("--server", api.api()));
    all.addAll(List.of(words));
    all.addAll(List.of("-d", ControlDeployment.NAME));
    return Program.run(folder, all.toArray(String[]::new));
  }

  private String control(String verb, Task task) {
    Program.Done done = llamactl("tasks", verb, task.id());
    assertThat(done.err()).isEmpty();
    assertThat(done.status()).isZero();
    return done.out();
  }

  private Task create(String service, String session) throws IOException, InterruptedException {
    String body =
        "{\"service_id\": \"%s\", \"input\": \"{}\"%s}"
            .formatted(service, session.isEmpty() ? "" : ", \"session_id\": \"" + session + "\"");
    Rest.Answer answer = rest().post(TASKS + "create", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return new Task(found(ID, answer.body()), found(SESSION, answer.body()));
  }

  private String status(Task task) throws IOException, InterruptedException {
    return found(Pattern.compile("\"status\":\"([^\"]+)\""), rest().get(TASKS + task.id()).body());
  }

  private void awaitStatus(Task task, String status) {
    Awaitility.await().atMost(PATIENCE).until(() -> status(task), status::equals);
  }

  private String result(Task task) throws IOException, InterruptedException {
    Rest.Answer answer = rest().get(TASKS + task.id() + "/results?session_id=" + task.session());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private String events(Task task) throws IOException, InterruptedException {
    return rest()
        .get(TASKS + task.id() + "/events?raw_event=true&session_id=" + task.session())
        .body()
        .strip();
  }

  private Rest rest() {
    return new Rest(api.api());
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}
