package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that waits for a replica, which dies and comes back, or takes over. */
final class ReplicatedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TICKS = 20;
  private static final String WORKFLOW =
      """
      import java.io.IOException;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import org.llamadeploy4j.workflow.Context;
      import org.llamadeploy4j.workflow.Event;
      import org.llamadeploy4j.workflow.StartEvent;
      import org.llamadeploy4j.workflow.Step;
      import org.llamadeploy4j.workflow.StopEvent;
      import org.llamadeploy4j.workflow.Workflow;

      public final class Ticks extends Workflow {
        public record Input(int last) implements StartEvent {}
        sealed interface Next extends Event {}
        record Tick(int number, int last) implements Next {}
        record Over(int number) implements Next {}

        @Step
        Tick begin(Input in) {
          return new Tick(1, in.last());
        }

        @Step
        Next tick(Context ctx, Tick in) throws IOException, InterruptedException {
          Thread.sleep(100);
          Files.writeString(
              Path.of(ctx.env().get("OUTSIDE_LOG")),
              in.number() + "\\n",
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
          return in.number() == in.last()
              ? new Over(in.number())
              : new Tick(in.number() + 1, in.last());
        }

        @Step
        StopEvent end(Over in) {
          return StopEvent.of("ticks: " + in.number());
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void withoutItsReplicaOutcomesAreUnknownAndWithItAllGoesOnOnce() throws Exception {
    Path log = folder.resolve("outside.log");
    try (RedisPair redis = new RedisPair(folder);
        Program server = serve(redis.primaryUrl(), "one")) {
      assertThat(server.err()).isEmpty();
      assertThat(server.out()).contains("Level  replicated (appendonly yes, appendfsync everysec,");
      String api = server.api();
      Rest rest = new Rest(api);
      deploy(rest, log);
      Task running = task(create(api, "before", TICKS).body());
      Awaitility.await().atMost(PATIENCE).until(() -> ticks(log).size() > 2);

      redis.killReplica();

      HttpResponse<String> refused = create(api, "meanwhile", 1);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body())
          .contains("outcome unknown: Redis at")
          .contains("with the same Idempotency-Key");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(create(api, "meanwhile", 1).statusCode()).isEqualTo(503);
      Rest.Answer status = rest.get("/status");
      assertThat(status.body()).contains("Healthy");
      awaitSilence(log);
      assertThat(ticks(log)).hasSizeLessThan(TICKS);

      redis.startReplica();

      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> create(api, "meanwhile", 1).statusCode() == 200);
      Task accepted = task(create(api, "meanwhile", 1).body());
      assertThat(task(create(api, "meanwhile", 1).body())).isEqualTo(accepted);
      assertThat(task(create(api, "before", TICKS).body())).isEqualTo(running);
      completed(rest, running, "ticks: " + TICKS);
      completed(rest, accepted, "ticks: 1");
      assertThat(rest.get("/deployments/Ticks/tasks").body().split("task_id", -1)).hasSize(3);
      assertThat(ticks(log).stream().filter(tick -> tick > 1))
          .containsExactlyElementsOf(IntStream.rangeClosed(2, TICKS).boxed().toList());
      assertThat(ticks(log).stream().filter(tick -> tick == 1)).hasSize(2);
      server.terminate();
    }
  }

  @Test
  void whatWasAcknowledgedIsThereWhenTheReplicaTakesOver() throws Exception {
    Path log = folder.resolve("outside.log");
    try (RedisPair redis = new RedisPair(folder)) {
      Task ended;
      Task running;
      try (Program server = serve(redis.primaryUrl(), "one")) {
        Rest rest = new Rest(server.api());
        deploy(rest, log);
        ended = task(create(server.api(), "first", 1).body());
        completed(rest, ended, "ticks: 1");
        running = task(create(server.api(), "second", TICKS).body());
        redis.failOver();
        server.kill();
      }
      try (Program server = start(redis.replicaUrl(), "one").awaitOutput("Logs")) {
        Rest rest = new Rest(server.api());
        completed(rest, ended, "ticks: 1");
        completed(rest, running, "ticks: " + TICKS);
        server.terminate();
      }
    }
  }

  @Test
  void aDeploymentThatNeedsReplicasIsRefusedWhereNobodyWaitsForThem() throws Exception {
    try (Program server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs")) {
      Rest rest = new Rest(server.api());
      Rest.Answer refused = rest.deploy(yaml("x", "replicated"), Rest.from(folder));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body())
          .contains("needs durability 'replicated', and the fleet has 'everysec'")
          .contains("start all programs with --durability replicated");
      assertThat(rest.get("/deployments").body()).doesNotContain("Ticks");
      server.terminate();
    }
  }

  private Program serve(String redis, String data) {
    String[] words = words(redis, data, "--durability", "replicated");
    return Program.start(folder, words).awaitOutput("Logs");
  }

  private Program start(String redis, String data) {
    return Program.start(folder, words(redis, data));
  }

  private static String[] words(String redis, String data, String... more) {
    return Stream.concat(
            Stream.of("serve", "--port", "0", "--redis", redis, "--data", data), Stream.of(more))
        .toArray(String[]::new);
  }

  private void deploy(Rest rest, Path log) throws IOException, InterruptedException {
    Path source = Files.createDirectory(folder.resolve("ticks"));
    Files.writeString(source.resolve("Ticks.java"), WORKFLOW);
    Rest.Answer deployed = rest.deploy(yaml(log.toString(), "replicated"), Rest.from(folder));
    assertThat(deployed.status()).as(deployed.body()).isEqualTo(200);
  }

  private static String yaml(String log, String durability) {
    return """
    name: Ticks
    durability: %s
    services:
      ticks:
        name: Ticks
        source: {type: local, name: ./ticks}
        env: {OUTSIDE_LOG: '%s'}
    """
        .formatted(durability, log);
  }

  private static HttpResponse<String> create(String api, String key, int last)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/deployments/Ticks/tasks/create"))
            .timeout(Duration.ofSeconds(30))
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString("{\"input\": \"{\\\"last\\\": " + last + "}\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private static Task task(String json) {
    return new Task(field(json, "task_id"), field(json, "session_id"));
  }

  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\s*\"([^\"]+)\"").matcher(json);
    assertThat(matcher.find()).as(name + " in " + json).isTrue();
    return matcher.group(1);
  }

  private record Task(String id, String session) {
    String results() {
      return "/deployments/Ticks/tasks/" + id + "/results?session_id=" + session;
    }
  }

  private static void completed(Rest rest, Task task, String result) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(rest.get(task.results()).body()).contains(result));
  }

  /** A step that ran is not followed by another, since it is not committed. */
  private static void awaitSilence(Path log) {
    int[] size = {-1};
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ofSeconds(1))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> size[0] == (size[0] = ticks(log).size()));
  }

  private static List<Integer> ticks(Path log) throws IOException {
    return Files.exists(log)
        ? Files.readAllLines(log).stream().map(Integer::valueOf).toList()
        : List.of();
  }
}
