package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator finds in the log of a server. */
final class LogsIT {
  private static final String FAILING =
      """
      import org.llamadeploy4j.workflow.*;
      import org.llamadeploy4j.workflow.retry.Retry;

      public final class Failing extends Workflow {
        @Step
        @Retry(attempts = 2, delay = "PT0.1S")
        StopEvent fail(StartEvent in) {
          throw new IllegalStateException("out of luck", new RuntimeException("the reason"));
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aFailedStepIsLoggedWithItsStackTraceAndShownToUsersWithoutIt() throws Exception {
    Path source = Files.createDirectory(folder.resolve("failing"));
    Files.writeString(source.resolve("Failing.java"), FAILING);
    Path file =
        Files.writeString(
            folder.resolve("failing.yml"),
            """
            name: Failing
            default-service: failing
            services:
              failing: {name: Failing, source: {type: local, name: ./failing}}
            """);
    Path log = folder.resolve(".llamadeploy/logs/llamadeploy.log");
    try (Program server =
        Program.start(folder, "serve", file.toString(), "--port", "0").awaitOutput("Logs")) {
      Program.Done run = Program.run(folder, "--server", server.api(), "run");
      server.terminate();

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("out of luck").doesNotContain("Failing.java");
      assertThat(Files.readString(log))
          .contains("step fail of ", "attempt 1, and is tried again in PT0.1S", "attempt 2: ")
          .contains("java.lang.IllegalStateException: out of luck", "Failing.fail(Failing.java:8)")
          .contains("Caused by: java.lang.RuntimeException: the reason");
    }
  }
}
