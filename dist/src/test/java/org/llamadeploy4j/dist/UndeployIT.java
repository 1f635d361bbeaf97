package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments are removed as a user does it, on real processes and a real Redis. */
final class UndeployIT {
  private static final String QUICK_START = Program.ROOT.resolve("deployment.yml").toString();

  @TempDir Path folder;

  @Test
  void aDeploymentGoesAndItsNameIsFree() throws Exception {
    try (Program server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs")) {
      String api = server.api();
      assertThat(on(api, "deploy", QUICK_START).status()).isZero();
      assertThat(on(api, "run", "--arg", "message", "hi").status()).isZero();

      assertThat(on(api, "undeploy", "QuickStart"))
          .isEqualTo(new Program.Done(0, "Removed: QuickStart\n", ""));

      assertThat(on(api, "status").out()).contains("no active deployments");
      assertThat(on(api, "undeploy", "QuickStart").err()).contains("Deployment not found");
      assertThat(on(api, "deploy", QUICK_START).out())
          .isEqualTo("Deployment successful: QuickStart\n");
      assertThat(on(api, "tasks", "list").out()).doesNotContain("completed");
      server.terminate();
    }
  }

  @Test
  void whatWaitsIsCancelledWhenADeploymentGoesNow() throws Exception {
    try (Program server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs")) {
      String api = server.api();
      RestingDeployment.deploy(folder, api);
      Rest rest = new Rest(api);
      String tasks = "/deployments/" + RestingDeployment.NAME + "/tasks";
      for (String service : new String[] {"ask", "nap"}) {
        String input = service.equals("ask") ? "{}" : "{\\\"millis\\\": 3600000}";
        String body = "{\"input\": \"%s\", \"service_id\": \"%s\"}".formatted(input, service);
        assertThat(rest.post(tasks + "/create", body).status()).isEqualTo(200);
      }

      assertThat(on(api, "undeploy", RestingDeployment.NAME, "--now"))
          .isEqualTo(new Program.Done(0, "Removed: " + RestingDeployment.NAME + "\n", ""));

      assertThat(rest.get(tasks).status()).isEqualTo(404);
      server.terminate();
    }
  }

  private Program.Done on(String api, String... words) {
    String[] command = new String[words.length + 2];
    command[0] = "--server";
    command[1] = api;
    System.arraycopy(words, 0, command, 2, words.length);
    return Program.run(folder, command);
  }
}
