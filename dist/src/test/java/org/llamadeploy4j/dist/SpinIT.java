package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More steps spin for ever than the machine has processors, without a time limit. */
final class SpinIT {
  private static final int SPINNERS = 8;

  @TempDir Path folder;

  @Test
  void theServerStillAnswersAndRunsOthersWhileEightStepsSpin() throws Exception {
    Path file = folder.resolve("deployment.yml");
    Files.createDirectories(folder.resolve("spin"));
    Files.writeString(
        folder.resolve("spin/Spin.java"),
        """
        import org.llamadeploy4j.workflow.*;

        public final class Spin extends Workflow {
          public record Input(String kind) implements StartEvent {}

          @Step StopEvent spin(Input in) {
            boolean on = in.kind().equals("spin");
            while (on) {
              Thread.onSpinWait();
            }
            return StopEvent.of("done");
          }
        }
        """);
    Files.writeString(
        file,
        """
        name: Spin
        control-plane: {}
        services:
          spin:
            name: Spin
            source: {type: local, name: ./spin}
        """);
    try (Program server = Program.start(folder, "serve", "--port", "0", file.toString())) {
      Rest rest = new Rest(server.awaitOutput("Logs").api());
      for (int i = 0; i < SPINNERS; i++) {
        assertThat(rest.post("/deployments/Spin/tasks/create", input("spin")).status())
            .isEqualTo(200);
      }

      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> rest.post("/deployments/Spin/tasks/run", input("end")).status() == 200);
      assertThat(rest.get("/status/").status()).isEqualTo(200);
    }
  }

  private static String input(String kind) {
    return "{\"input\": \"{\\\"kind\\\": \\\"" + kind + "\\\"}\"}";
  }
}
