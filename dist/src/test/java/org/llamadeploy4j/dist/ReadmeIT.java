package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.Program.Done;

/**
 * What the README shows is so: its commands are typed in the repository's root and print what it
 * says, its files compile and run. A comment before a block says what the block is.
 */
final class ReadmeIT {
  private static final Pattern BLOCK =
      Pattern.compile("<!-- (run|file): (\\S+) -->\n```\\w+\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern COMMAND =
      Pattern.compile("^\\$ (.+)\n?((?:(?!\\$ ).*\n?)*)", Pattern.MULTILINE);
  private static final String USUAL_API = "http://127.0.0.1:4501";

  private static final List<Block> BLOCKS = new ArrayList<>();

  @TempDir Path folder;

  @BeforeAll
  static void readTheReadme() throws IOException {
    Matcher matcher = BLOCK.matcher(Files.readString(Program.ROOT.resolve("README.md")));
    while (matcher.find()) {
      BLOCKS.add(new Block(matcher.group(1), matcher.group(2), matcher.group(3) + "\n"));
    }
  }

  @Test
  void theFirstCommandPrintsWhatItSays() {
    assertThat(typed("once", USUAL_API)).isEqualTo(1);
  }

  @Test
  void theCommandsForARunningServerPrintWhatTheySay() {
    try (Program server = serve()) {
      assertThat(typed("served", server.api())).isEqualTo(5);
      assertThat(server.terminate().err()).isEmpty();
    }
  }

  @Test
  void theWorkflowRunsAsADeployment() throws Exception {
    try (Program server = serve()) {
      for (Block block : blocks("file", ".java")) {
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
    List<Block> files = blocks("file", ".yml");

    assertThat(files).hasSize(1);
    for (Block file : files) {
      assertThat(Program.ROOT.resolve(file.argument())).hasContent(file.text());
    }
  }

  private static List<Block> blocks(String kind, String argumentEnd) {
    List<Block> blocks =
        BLOCKS.stream()
            .filter(b -> b.kind().equals(kind) && b.argument().endsWith(argumentEnd))
            .toList();
    assertThat(blocks).as("blocks %s: %s", kind, argumentEnd).isNotEmpty();
    return blocks;
  }

  /** Starts a server and makes it the one that llamactl asks in this home. */
  private Program serve() {
    Program server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs");
    Done set = Program.run(folder, "config", "set-profile-vars", "server", server.api());
    assertThat(set.status()).as(set.err()).isZero();
    return server;
  }

  /** Types the commands of these blocks in their order; gives how many there were. */
  private int typed(String argument, String api) {
    int commands = 0;
    for (Block block : blocks("run", argument)) {
      Matcher command = COMMAND.matcher(block.text());
      while (command.find()) {
        String line =
            command.group(1).replace("./llamactl", Program.LLAMACTL).replace(USUAL_API, api);
        Done done = Program.shell(folder, line);
        assertThat(done.status()).as("%s: %s", line, done.err()).isZero();
        assertThat(done.out().stripTrailing()).as(line).isEqualTo(command.group(2).stripTrailing());
        commands++;
      }
    }
    return commands;
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

  /**
   * A block of code and the comment before it.
   *
   * @param kind {@code run} or {@code file}
   * @param argument when to run it, or the file's name
   * @param text with a line end at its end
   */
  private record Block(String kind, String argument, String text) {}
}
