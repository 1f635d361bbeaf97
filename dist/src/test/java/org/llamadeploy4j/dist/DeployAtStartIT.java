package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.Program.Done;

/** Programs that deploy a file by themselves: what they say, and what they leave behind. */
final class DeployAtStartIT {
  private static final Path BAD = Path.of("src/test/resources/bad-input").toAbsolutePath();
  private static final Path TYPO = BAD.resolve("typo.yml");
  private static final Path FLAWED = BAD.resolve("flawed/deployment.yml");

  @TempDir Path folder;
  private Path temporary;

  @BeforeEach
  void makeAPlaceForTemporaryFiles() throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary"));
  }

  @Test
  void aRunLeavesNoFolder() {
    Path echo = Program.ROOT.resolve("examples/echo_workflow/deployment.yml");

    assertThat(run(echo, "--arg", "message", "hi"))
        .isEqualTo(new Done(0, "Message received: hi\n", ""));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aRunThatFailsLeavesNoFolder() {
    Done done = run(FLAWED, "--service", "throwing");

    assertThat(done.status()).isEqualTo(1);
    assertThat(done.out()).isEmpty();
    assertThat(done.err()).startsWith("Error: Error in step ").hasLineCount(1);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void codeThatDoesNotCompileLeavesNoFolder() {
    Done done = run(TYPO);

    assertThat(done.status()).isEqualTo(1);
    assertThat(done.err()).contains("Typo.java:").doesNotContain("Logs:");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aServerThatCannotDeployItsFileDoesNotSayThatItIsReady() {
    Done done = Program.run(folder, "serve", "--port", "0", TYPO.toString());

    assertThat(done.status()).isEqualTo(1);
    assertThat(done.out()).isEqualTo("Deploying Typo from " + TYPO + "\n");
    assertThat(done.err()).startsWith("Error: ").contains("Typo.java:").contains("Logs: ");
  }

  private Done run(Path file, String... more) {
    String[] words = new String[more.length + 3];
    words[0] = "run";
    words[1] = "-f";
    words[2] = file.toString();
    System.arraycopy(more, 0, words, 3, more.length);
    Map<String, String> env = Map.of("LLAMADEPLOY_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
    try (Program program = Program.start(folder, env, words)) {
      return program.done();
    }
  }
}
