package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More steps spin for ever than the machine has processors and the program carriers. */
final class SpinIT {
  private static final int SPINNERS = 40;
  private static final int ABANDONED_AT_MOST = 16;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  @BeforeEach
  void writeEcho() throws IOException {
    write(
        "echo/Echo.java",
        """
        import org.llamadeploy4j.workflow.*;

        public final class Echo extends Workflow {
          public record Input(String message) implements StartEvent {}

          @Step StopEvent echo(Input in) {
            return StopEvent.of(in.message());
          }
        }
        """);
    write(
        "deployment.yml",
        """
        name: Spin
        control-plane: {}
        default-service: spin
        services:
          spin:
            name: Spin
            source: {type: local, name: ./spin}
          echo:
            name: Echo
            source: {type: local, name: ./echo}
        """);
  }

  @Test
  void theServerStillAnswersAndRunsOthersWhileFortyStepsSpin() throws Exception {
    writeSpin("");
    try (Program server = serve()) {
      Rest rest = new Rest(server.awaitOutput("Logs").api());
      spin(rest, SPINNERS);

      awaitEcho(rest);
      assertThat(rest.get("/status/").status()).isEqualTo(200);
      assertThat(server.alive()).isTrue();
    }
  }

  @Test
  void aServerWithTooManyAbandonedStepsStartsItselfAnewInItsProcess() throws Exception {
    writeSpin("public Spin() { super(java.time.Duration.ofSeconds(1)); }");
    try (Program server = serve()) {
      Rest rest = new Rest(server.awaitOutput("Logs").api());
      spin(rest, ABANDONED_AT_MOST);

      server.awaitOutput("Stopping, to be started again");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> server.out().split("Deployment successful", -1).length == 3);
      awaitEcho(rest);
      assertThat(server.terminate().status()).isEqualTo(143);
    }
  }

  private Program serve() {
    return Program.start(
        folder, "serve", "--port", "0", folder.resolve("deployment.yml").toString());
  }

  private void writeSpin(String constructor) throws IOException {
    write(
        "spin/Spin.java",
        """
        import org.llamadeploy4j.workflow.*;

        public final class Spin extends Workflow {
          %s

          @Step StopEvent spin(StartEvent in) {
            boolean on = true;
            while (on) {
              Thread.onSpinWait();
            }
            return StopEvent.of("done");
          }
        }
        """
            .formatted(constructor));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static void spin(Rest rest, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      assertThat(rest.post("/deployments/Spin/tasks/create", "{\"input\": \"\"}").status())
          .isEqualTo(200);
    }
  }

  private static void awaitEcho(Rest rest) {
    String task = "{\"service_id\": \"echo\", \"input\": \"{\\\"message\\\": \\\"hi\\\"}\"}";
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> rest.post("/deployments/Spin/tasks/run", task).status() == 200);
  }
}
