package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.PageBlocks.Block;
import org.llamadeploy4j.dist.Program.Done;
import org.llamadeploy4j.dist.Transcript.Running;

/**
 * What the README shows is so: its commands are typed in the repository's root and print what it
 * says, its files compile and run. A comment before a block says what the block is.
 */
final class ReadmeIT {
  private static PageBlocks page = new PageBlocks(List.of());

  @TempDir Path folder;

  @BeforeAll
  static void readTheReadme() throws IOException {
    page = PageBlocks.read(Program.ROOT.resolve("README.md"));
  }

  @Test
  void theFirstCommandPrintsWhatItSays() {
    assertThat(typed("once", new Transcript(folder))).isEqualTo(1);
  }

  @Test
  void theCommandsForARunningServerPrintWhatTheySay() {
    try (Program server = serve()) {
      Transcript transcript = new Transcript(folder);
      transcript.server(server.api());
      assertThat(typed("served", transcript)).isEqualTo(5);
      assertThat(server.terminate().err()).isEmpty();
    }
  }

  @Test
  void aRunThatAsksIsAnswered() {
    Transcript transcript = new Transcript(folder);
    String here = " --port 0 --data " + folder.resolve("data");
    try (Running server = transcript.start(page.only("start", "server"), here)) {
      transcript.server(server.program().awaitOutput("Logs").api());
      try (Running run = transcript.start(page.only("start", "run"), "")) {
        assertThat(typed("answering", transcript)).isEqualTo(2);
        transcript.end(run);
      }
      assertThat(server.program().terminate().err()).isEmpty();
    }
  }

  @Test
  void theWorkflowRunsAsADeployment() throws Exception {
    try (Program server = serve()) {
      for (Block block : page.of("file", ".java")) {
        String name = block.argument().replace(".java", "");
        Path source = Files.createDirectories(folder.resolve(name));
        Files.writeString(source.resolve(block.argument()), block.text());
        Path file = Files.writeString(folder.resolve(name + ".yml"), deployment(name));

        assertThat(Program.run(folder, "deploy", file.toString()))
            .isEqualTo(new Done(0, "Deployment successful: " + name + "\n", ""));
        assertThat(Program.run(folder, "run", "-d", name, "--arg", "message", " hi "))
            .isEqualTo(new Done(0, "Message received: hi\n", ""));
      }
      server.terminate();
    }
  }

  @Test
  void theDeploymentFileIsTheOneAtTheRoot() throws Exception {
    List<Block> files = page.of("file", ".yml");

    assertThat(files).hasSize(1);
    for (Block file : files) {
      assertThat(Program.ROOT.resolve(file.argument())).hasContent(file.text());
    }
  }

  /** Starts a server and makes it the one that llamactl asks in this home. */
  private Program serve() {
    Program server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs");
    Done set = Program.run(folder, "config", "set-profile-vars", "server", server.api());
    assertThat(set.status()).as(set.err()).isZero();
    return server;
  }

  /** Types the commands of these blocks in their order; gives how many there were. */
  private static int typed(String argument, Transcript transcript) {
    return page.of("run", argument).stream().mapToInt(b -> transcript.type(b.text())).sum();
  }

  private static String deployment(String name) {
    return """
    name: %s
    services:
      greeter:
        name: Greeter
        source: {type: local, name: ./%s}
    """
        .formatted(name, name);
  }
}
