package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.PageBlocks.Block;
import org.llamadeploy4j.dist.Program.Done;
import org.llamadeploy4j.dist.Transcript.Running;

/**
 * What the pages below docs/ show is so: their files deploy, their commands do what they say. What
 * the README shows is {@link ReadmeIT}'s, the roles apart are {@link ThreeRolesIT}'s.
 */
final class DocsIT {
  private static final Path DOCS = Program.ROOT.resolve("docs");
  @TempDir Path folder;

  @Test
  void theWorkflowWithAQuestionTakesTheAnswersThatThePageSends() throws Exception {
    PageBlocks page = PageBlocks.read(DOCS.resolve("workflows.md"));
    Path source = Files.createDirectories(folder.resolve("approval"));
    Files.writeString(source.resolve("Approval.java"), page.only("file", "Approval.java"));
    String name = "approval.yml";
    Path file = Files.writeString(folder.resolve(name), page.only("file", name));
    List<Block> typed = page.of("run", "approval");
    assertThat(typed).hasSize(3);
    Transcript transcript = new Transcript(folder);
    try (Program server = Program.start(folder, "serve", "--port", "0", file.toString())) {
      transcript.server(server.awaitOutput("Logs").api());
      transcript.type(typed.get(0).text());
      try (Running reader = transcript.start(page.only("start", "approval"), "")) {
        transcript.type(typed.get(1).text());
        transcript.end(reader);
      }
      transcript.type(typed.get(2).text());
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
}
