package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.Program.Done;

/**
 * What the pages below docs/ show is so: their files deploy, their commands do what they say. What
 * the README shows is {@link ReadmeIT}'s, the roles apart are {@link ThreeRolesIT}'s.
 */
final class DocsIT {
  private static final Path DOCS = Program.ROOT.resolve("docs");
  private static final Pattern CURL =
      Pattern.compile(
          "\\$ curl -s -X POST (?:-d\\s+'(?<before>[^']*)'\\s+)?"
              + "'?http://127\\.0\\.0\\.1:4501(?<path>[^'\\s]+)'?(?:\\s+-d\\s+'(?<after>[^']*)')?");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void theWorkflowWithAQuestionTakesTheAnswerThatThePageSends() throws Exception {
    String page = Files.readString(DOCS.resolve("workflows.md"));
    Path source = Files.createDirectories(folder.resolve("approval"));
    Files.writeString(source.resolve("Approval.java"), block(page, "java"));
    Path file =
        Files.writeString(
            folder.resolve("d.yml"),
            """
            name: D
            control-plane: {}
            services:
              approval:
                name: Approval
                source: {type: local, name: ./approval}
            """);
    List<Call> calls = calls(page);
    assertThat(calls).hasSize(2);
    try (Program server = Program.start(folder, "serve", "--port", "0", file.toString())) {
      Rest rest = new Rest(server.awaitOutput("Logs").api());
      Rest.Answer created = rest.post(calls.get(0).path(), calls.get(0).body());
      assertThat(created.status()).as(created.body()).isEqualTo(200);
      String task = field(created.body(), "task_id");
      String session = field(created.body(), "session_id");
      String events = calls.get(1).path().replace("TASK", task).replace("SESSION", session);

      Rest.Answer sent = rest.post(events, calls.get(1).body());

      assertThat(sent.status()).as(sent.body()).isEqualTo(200);
      String results = "/deployments/D/tasks/" + task + "/results?session_id=" + session;
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(rest.get(results).body()).contains("answer: yes"));
      server.terminate();
    }
  }

  @Test
  void theDeploymentFileWithEveryKeyDeploys() throws Exception {
    String page = Files.readString(DOCS.resolve("deployment-file.md"));
    Path file = Files.writeString(folder.resolve("deployment.yml"), block(page, "yaml"));
    Path source = Files.createDirectories(folder.resolve("examples/echo_workflow"));
    Files.copy(
        Program.ROOT.resolve("examples/echo_workflow/EchoWorkflow.java"),
        source.resolve("EchoWorkflow.java"));
    Files.writeString(source.resolve(".env"), "NAME=value\n");
    try (Program server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs")) {
      assertThat(Program.run(folder, "--server", server.api(), "deploy", file.toString()))
          .isEqualTo(new Done(0, "Deployment successful: QuickStart\n", ""));
      server.terminate();
    }
  }

  /** The first block in a language. */
  private static String block(String page, String language) {
    Matcher matcher =
        Pattern.compile("```" + language + "\n(.*?\n)```", Pattern.DOTALL).matcher(page);
    assertThat(matcher.find()).as("a block of " + language).isTrue();
    return matcher.group(1);
  }

  private static List<Call> calls(String page) {
    return CURL.matcher(page.replace("\\\n", ""))
        .results()
        .map(found -> {
          String before = found.group("before");
          return new Call(found.group("path"), before != null ? before : found.group("after"));
        })
        .toList();
  }

  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\s*\"([^\"]+)\"").matcher(json);
    assertThat(matcher.find()).as(name + " in " + json).isTrue();
    return matcher.group(1);
  }

  private record Call(String path, String body) {}
}
