package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/**
 * API server, control plane and runtime as separate processes on one Redis, started by the commands
 * of docs/operations.md.
 */
final class ThreeRolesIT {
  @TempDir Path folder;

  @Test
  void threeProcessesOnOneRedisRunTheEcho() throws Exception {
    try (EmbeddedRedis redis =
        EmbeddedRedis.start(EmbeddedRedisSettings.of(folder.resolve("redis")))) {
      Map<String, String> secret = Map.of("LLAMADEPLOY_REDIS_PASSWORD", redis.password());
      String url = "redis://127.0.0.1:" + redis.port();
      String port = " --port 0";
      try (Program plane = Program.start(folder, secret, words("control-plane", url, ""));
          Program runtime = Program.start(folder, secret, words("runtime", url, ""));
          Program api = Program.start(folder, secret, words("apiserver", url, port))) {
        plane.awaitOutput("Control plane");
        runtime.awaitOutput("Service runtime");
        String address = api.awaitOutput("API server").api();
        String file = Program.ROOT.resolve("deployment.yml").toString();

        assertThat(Program.run(folder, "--server", address, "deploy", file).out())
            .isEqualTo("Deployment successful: QuickStart\n");
        assertThat(Program.run(folder, "--server", address, "run", "--arg", "message", "x").out())
            .isEqualTo("Message received: x\n");
        assertThat(api.terminate().err()).isEmpty();
        assertThat(runtime.terminate().err()).isEmpty();
        assertThat(plane.terminate().err()).isEmpty();
      }
    }
  }

  /** The command that starts a role, on this test's Redis and folder. */
  private String[] words(String role, String url, String more) throws IOException {
    String start = "$ llamactl ";
    String command =
        Files.readAllLines(Program.ROOT.resolve("docs/operations.md")).stream()
            .filter(line -> line.startsWith(start + role + " ") && line.contains("--data"))
            .findFirst()
            .orElseThrow();
    return (command.substring(start.length()) + more)
        .replace("redis://127.0.0.1:6379", url)
        .replace("/srv/llamadeploy", folder.resolve("data").toString())
        .split(" ");
  }
}
