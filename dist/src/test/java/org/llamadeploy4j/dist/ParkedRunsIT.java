package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RunStatus;

/**
 * A runtime is killed while its runs are parked. Events come and timers pass while there is none;
 * the next one goes on with all of them.
 */
final class ParkedRunsIT {
  private static final String TASKS = "/deployments/" + RestingDeployment.NAME + "/tasks/";
  private static final Pattern ID = Pattern.compile("\"task_id\":\"([^\"]+)\"");
  private static final Pattern SESSION = Pattern.compile("\"session_id\":\"([^\"]+)\"");
  private static final Pattern RESULT = Pattern.compile("\"result\":\"([^\"]*)\"");
  private static final int EACH = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What the test's machine may add to the second that is promised on an idle one. */
  private static final int LATE_MILLIS = 3_000;

  @TempDir Path folder;

  private record Task(String id, String session) {
    String path(String what) {
      return TASKS + id + what + "?session_id=" + session;
    }
  }

  @Test
  void parkedRunsOutliveTheirRuntime() throws Exception {
    try (EmbeddedRedis redis =
            EmbeddedRedis.start(EmbeddedRedisSettings.of(folder.resolve("redis")));
        Messaging messaging = RedisMessaging.connect(redis.settings());
        Program plane = role(redis, "control-plane");
        Program api = role(redis, "apiserver", "--port", "0");
        Program first = runtime(redis)) {
      plane.awaitOutput("Control plane");
      first.awaitOutput("Service runtime");
      String url = api.awaitOutput("API server").api();
      RestingDeployment.deploy(folder, url);
      Rest rest = new Rest(url);

      List<Task> asked = create(rest, "ask", "{}");
      List<Task> again = create(rest, "again", "{}");
      List<Task> shortNaps = create(rest, "nap", "{\\\"millis\\\": 8000}");
      List<Task> longNaps = create(rest, "nap", "{\\\"millis\\\": 40000}");
      List<Task> soon = createLater(rest, Duration.ofSeconds(8));
      List<Task> later = createLater(rest, Duration.ofSeconds(40));
      awaitParked(messaging, 4 * EACH);
      first.kill();

      for (Task task : asked.subList(0, EACH / 2)) {
        answer(rest, task);
      }
      try (Program second = runtime(redis)) {
        second.awaitOutput("Service runtime");
        for (Task task : asked.subList(EACH / 2, EACH)) {
          answer(rest, task);
        }
        for (Task task : asked) {
          assertThat(result(rest, task)).isEqualTo("of " + task.id());
        }
        print("naps that ended while there was no runtime", late(rest, shortNaps));
        print("retries that were due meanwhile", late(rest, again));
        IntSummaryStatistics onTime = late(rest, longNaps);
        print("naps that ended with a runtime there", onTime);
        print("starts that were due while there was no runtime", late(rest, soon));
        IntSummaryStatistics started = late(rest, later);
        print("starts that were due with a runtime there", started);
        assertThat(onTime.getMax()).isLessThanOrEqualTo(LATE_MILLIS);
        assertThat(started.getMax()).isLessThanOrEqualTo(LATE_MILLIS);
        assertThat(second.terminate().err()).isEmpty();
      }
    }
  }

  private Program runtime(EmbeddedRedis redis) {
    return role(redis, "runtime", "--park-after", "0.2");
  }

  private Program role(EmbeddedRedis redis, String role, String... more) {
    return Program.role(folder, redis, role, more);
  }

  private static List<Task> create(Rest rest, String service, String input)
      throws IOException, InterruptedException {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      tasks.add(
          create(rest, "{\"service_id\": \"" + service + "\", \"input\": \"" + input + "\"}"));
    }
    return tasks;
  }

  private static List<Task> createLater(Rest rest, Duration in)
      throws IOException, InterruptedException {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      Instant start = Instant.now().plus(in).truncatedTo(ChronoUnit.MILLIS);
      tasks.add(
          create(
              rest,
              "{\"service_id\": \"later\", \"start_at\": \"%s\", \"input\": \"{\\\"start\\\": \\\"%s\\\"}\"}"
                  .formatted(start, start)));
    }
    return tasks;
  }

  private static Task create(Rest rest, String body) throws IOException, InterruptedException {
    Rest.Answer answer = rest.post(TASKS + "create", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return new Task(found(ID, answer.body()), found(SESSION, answer.body()));
  }

  /** Until every task waits that was not told to start later, and the runtime has none of them. */
  private static void awaitParked(Messaging messaging, int tasks) {
    Deployment deployment =
        messaging.fleet().read().deployments().get(new DeploymentName(RestingDeployment.NAME));
    Shard shard = new Shard(Objects.requireNonNull(deployment).incarnation(), 0);
    RuntimeReport runtime = messaging.fleet().read().runtimes().iterator().next();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          List<TaskView> all = messaging.runs().tasks(shard, 1_000);
          assertThat(all.stream().filter(task -> task.startAt() == null))
              .hasSize(tasks)
              .extracting(TaskView::status)
              .containsOnly(RunStatus.WAITING);
          assertThat(
                  messaging.runs().renew(shard, runtime.runtime(), Duration.ofSeconds(3)).owned())
              .isEmpty();
        });
  }

  private static void answer(Rest rest, Task task) throws IOException, InterruptedException {
    String event =
        "{\\\"__is_pydantic\\\": true, \\\"qualified_name\\\": \\\"HumanResponseEvent\\\", \\\"value\\\":"
            + " {\\\"response\\\": \\\"of "
            + task.id()
            + "\\\"}}";
    String body = "{\"service_id\": \"ask\", \"event_obj_str\": \"" + event + "\"}";
    Rest.Answer answer = rest.post(task.path("/events"), body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static String result(Rest rest, Task task) throws IOException, InterruptedException {
    Rest.Answer answer = rest.get(task.path("/results"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return found(RESULT, answer.body());
  }

  private static IntSummaryStatistics late(Rest rest, List<Task> tasks)
      throws IOException, InterruptedException {
    IntSummaryStatistics late = new IntSummaryStatistics();
    for (Task task : tasks) {
      late.accept(Integer.parseInt(result(rest, task)));
    }
    assertThat(late.getMin()).as("too early").isGreaterThanOrEqualTo(0);
    return late;
  }

  private static void print(String what, IntSummaryStatistics late) {
    System.out.printf("%s: %d to %d ms late%n", what, late.getMin(), late.getMax());
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}
