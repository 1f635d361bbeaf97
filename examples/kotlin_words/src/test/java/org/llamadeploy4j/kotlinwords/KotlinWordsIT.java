package org.llamadeploy4j.kotlinwords;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KotlinWordsIT {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  @Test
  void theJarWithKotlinsLibraryIsDeployedAndRunByItsDeploymentFile(@TempDir Path home)
      throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
            ROOT.resolve("dist/target/llamactl/llamactl").toString(),
            "run",
            "-f",
            ROOT.resolve("examples/kotlin_words/deployment.yml").toString(),
            "--arg",
            "text",
            "one two");
    command.directory(home.toFile()).redirectError(home.resolve("err.txt").toFile());
    command.environment().put("HOME", home.toString());
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = command.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed.strip()).isEqualTo("{\"lines\":1,\"words\":2}");
  }
}
