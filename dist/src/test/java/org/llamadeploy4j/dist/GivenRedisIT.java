package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.Program.Done;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/** Programs on a Redis that somebody else runs: wrong, shared by accident, or away for a while. */
final class GivenRedisIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_MILLIS = 500;

  @TempDir static Path folder;
  private static EmbeddedRedis redis;

  @BeforeAll
  static void startRedis() {
    redis = EmbeddedRedis.start(EmbeddedRedisSettings.of(folder.resolve("redis")));
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Test
  void aMissingOrWrongPasswordEndsTheStartWithWhatToDo() {
    for (String role :
        List.of("serve --port 0", "apiserver --port 0", "control-plane", "runtime")) {
      failed(start("", role + " --data nobody").done(), "needs a password; give it in LLAMADEPLOY");
      failed(
          start("wrong", role + " --data nobody").done(), "does not accept the password of user");
    }
  }

  @Test
  void twoFleetsOnOneRedisAreToldApart() {
    String serve = "serve --port 0 --namespace shared --data ";
    try (Program first = start(redis.password(), serve + "one").awaitOutput("Logs")) {
      for (String role : List.of(serve + "two", "runtime --namespace shared --data two")) {
        Done refused = start(redis.password(), role).done();
        failed(refused, "namespace shared belongs to another fleet");
        failed(refused, "--namespace NAME");
      }
      try (Program second =
          start(redis.password(), "serve --port 0 --namespace second --data two")
              .awaitOutput("Logs")) {
        assertThat(second.terminate().err()).isEmpty();
      }
      assertThat(first.terminate().err()).isEmpty();
    }
  }

  @Test
  void withItsRedisGoneTheServerAnswersAtOnceAndGoesOnByItself() throws Exception {
    String deployment = Program.ROOT.resolve("deployment.yml").toString();
    String serve = "serve --port 0 --namespace gone --data gone " + deployment;
    try (Program server = start(redis.password(), serve).awaitOutput("Logs")) {
      String api = server.api();
      assertThat(run(api).statusCode()).isEqualTo(200);

      redis.kill();
      Awaitility.await().atMost(PATIENCE).until(() -> run(api).statusCode() == 503);
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        long start = System.nanoTime();
        HttpResponse<String> refused = run(api);
        millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValueAsLong("Retry-After")).isPresent();
      }
      System.out.println("milliseconds to a 503 without Redis: " + millis);
      assertThat(millis).allMatch(time -> time < MOST_MILLIS);

      redis.restart();
      Awaitility.await().atMost(PATIENCE).until(() -> run(api).statusCode() == 200);
    }
  }

  private static HttpResponse<String> run(String api) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/deployments/QuickStart/tasks/run"))
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString("{\"input\": \"{\\\"message\\\": \\\"hi\\\"}\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private static Program start(String password, String words) {
    Map<String, String> secret =
        password.isEmpty() ? Map.of() : Map.of("LLAMADEPLOY_REDIS_PASSWORD", password);
    String[] command =
        Stream.concat(
                Stream.of(words.split(" ")),
                Stream.of("--redis", "redis://127.0.0.1:" + redis.port()))
            .toArray(String[]::new);
    return Program.start(folder, secret, command);
  }

  private static void failed(Done done, String why) {
    assertThat(done.status()).as(done.err()).isEqualTo(1);
    assertThat(done.err()).contains(why);
  }
}
