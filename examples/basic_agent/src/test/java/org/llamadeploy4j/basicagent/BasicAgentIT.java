package org.llamadeploy4j.basicagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.basicagent.Turn.call;
import static org.llamadeploy4j.basicagent.Turn.calls;
import static org.llamadeploy4j.basicagent.Turn.says;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, deployed by its own deployment file on a server of its own, as a user does it. */
final class BasicAgentIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AGENT = "/deployments/BasicAgent";

  @TempDir static Path folder;
  private static ChatEndpoint model;
  private static Llamactl server;
  private static String api;

  @BeforeAll
  static void deployTheJar() throws Exception {
    model = ChatEndpoint.playing();
    Path service = Files.createDirectories(folder.resolve("service"));
    Files.copy(Path.of("service/basic-agent.jar"), service.resolve("basic-agent.jar"));
    Files.copy(Path.of("deployment.yml"), folder.resolve("deployment.yml"));
    Files.writeString(
        service.resolve(".env"),
        "API_KEY=%s\nBASE_URL=%s\n".formatted(ChatEndpoint.KEY, model.baseUrl()));
    server = Llamactl.start(folder, "serve", "--port", "0", "deployment.yml");
    api = server.api();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    server.close();
    model.close();
    assertThat(printedAndLogged()).doesNotContain(ChatEndpoint.KEY);
  }

  @Test
  void aQuestionIsAnsweredOnTheCommandLine() throws Exception {
    model.then(calls(call("1", "calculator", "expression", "6*7")), says("It is ", "42."));

    String answer =
        Llamactl.run(folder, "--server", api, "run", "--arg", "question", "What is 6*7?");

    assertThat(JSON.readTree(answer)).isEqualTo(JSON.readTree("{\"response\": \"It is 42.\"}"));
    assertThat(model.left()).isZero();
  }

  @Test
  void oneCommandDoesWithoutAServer() throws Exception {
    model.then(says("Hello"));

    String answer =
        Llamactl.run(folder, "run", "-f", "deployment.yml", "--arg", "question", "Say hello");

    assertThat(JSON.readTree(answer).get("response").asText()).isEqualTo("Hello");
  }

  @Test
  void itsWordsAreStreamedAsTheyCome() throws Exception {
    model.then(
        calls(
            call("1", "search", "query", "retried step"),
            call("2", "clock", "zone", "Europe/Paris")),
        says("By ", "@Retry", "."));

    JsonNode task = post("/tasks/create", "How is a step retried?");

    assertThat(events(task))
        .containsExactly(
            "{\"text\":\"By \"}",
            "{\"text\":\"@Retry\"}",
            "{\"text\":\".\"}",
            "{\"response\":\"By @Retry.\"}");
  }

  @Test
  void aModelThatIsAwayForAMomentAndAToolThatFailsDoNotEndTheRun() throws Exception {
    model.then(
        new Turn.Fails(503),
        calls(call("1", "calculator", "expression", "1/0")),
        says("That has no value."));

    JsonNode answer = post("/tasks/run", "What is 1/0?");

    assertThat(answer.get("response").asText()).isEqualTo("That has no value.");
    assertThat(model.messages(model.requests().size() - 1))
        .endsWith("tool: Failed: Division by zero");
  }

  @Test
  void tasksOfASessionAreOneConversation() throws Exception {
    model.then(says("Hello Ada"), says("You are Ada"));

    JsonNode first = post("/tasks/create", "I am Ada");
    assertThat(events(first)).endsWith("{\"response\":\"Hello Ada\"}");
    post("/tasks/run?session_id=" + first.get("session_id").asText(), "Who am I?");

    assertThat(model.messages(model.requests().size() - 1))
        .containsExactly("user: I am Ada", "assistant: Hello Ada", "user: Who am I?");
  }

  private static JsonNode post(String path, String question)
      throws IOException, InterruptedException {
    String input = JSON.writeValueAsString(Map.of("question", question));
    String task = JSON.writeValueAsString(Map.of("input", input));
    return JSON.readTree(
        send(
            HttpRequest.newBuilder(URI.create(api + AGENT + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(task))));
  }

  private static List<String> events(JsonNode task) throws IOException, InterruptedException {
    String path =
        "%s/tasks/%s/events?session_id=%s"
            .formatted(AGENT, task.get("task_id").asText(), task.get("session_id").asText());
    return send(HttpRequest.newBuilder(URI.create(api + path))).lines().toList();
  }

  private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }
  }

  private static String printedAndLogged() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (file.toString().matches(".*\\.(log|txt)")) {
          all.append(Files.readString(file));
        }
      }
    }
    assertThat(all).contains("BasicAgent");
    return all.toString();
  }
}
