package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick start, typed as a user types it, on real processes and a real Redis. */
final class QuickStartIT {
  private static final String FILE = Program.ROOT.resolve("deployment.yml").toString();
  private static final String HELLO = "Hello, LlamaIndex!";

  @TempDir Path folder;

  @Test
  void oneCommandRunsAWorkflowAndLeavesNothing() {
    Program.Done done = Program.run(folder, "run", "-f", FILE, "--arg", "message", HELLO);

    assertThat(done).isEqualTo(new Program.Done(0, "Message received: " + HELLO + "\n", ""));
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(p -> p.info().commandLine().orElse("").contains("llamadeploy-run-"));
  }

  @Test
  void theQuickStartWorksWordForWord() throws Exception {
    try (Program server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs")) {
      String api = server.api();
      assertThat(on(api, "deploy", FILE).out()).isEqualTo("Deployment successful: QuickStart\n");
      String answer = "Message received: " + HELLO + "\n";
      assertThat(on(api, "run", "--deployment", "QuickStart", "--arg", "message", HELLO))
          .isEqualTo(new Program.Done(0, answer, ""));
      assertThat(on(api, "run", "--arg", "message", "hi").out())
          .isEqualTo("Message received: hi\n");
      assertThat(on(api, "status").out())
          .isEqualTo("LlamaDeploy is up and running.\n\nActive deployments:\n- QuickStart\n");
      assertThat(on(api, "sessions", "create", "-d", "QuickStart").status()).isZero();
      assertThat(on(api, "deploy", FILE).status()).isEqualTo(1);
      assertThat(on(api, "deploy", FILE, "--reload").out())
          .isEqualTo("Deployment successful: QuickStart\n");
      Rest.Answer run =
          new Rest(api)
              .post(
                  "/deployments/QuickStart/tasks/run",
                  "{\"input\": \"{\\\"message\\\": \\\"hi\\\"}\"}");
      assertThat(run).isEqualTo(new Rest.Answer(200, "\"Message received: hi\""));
      server.terminate();
    }
  }

  @Test
  void aSecondServerOnTheSameFolderIsToldWhoHoldsIt() {
    try (Program first = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs")) {
      Program.Done second = Program.run(folder, "serve", "--port", "0");

      assertThat(second.status()).isEqualTo(1);
      assertThat(second.err()).contains("process " + first.pid()).contains(first.api());
      assertThat(first.alive()).isTrue();
    }
  }

  @Test
  void whatWasDeployedIsLiveAgainAfterARestart() {
    try (Program first = Program.start(folder, "serve", "--port", "0", FILE)) {
      Program ready = first.awaitOutput("Logs");
      assertThat(ready.out())
          .startsWith(
              "Deploying QuickStart from " + FILE + "\nDeployment successful: QuickStart\n");
      ready.terminate();
    }
    try (Program again = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs")) {
      String api = again.api();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(on(api, "run", "--arg", "message", "again").out())
                  .isEqualTo("Message received: again\n"));
    }
  }

  @Test
  void stoppingEndsTheRedisThatWasStarted() throws Exception {
    Program server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs");
    ProcessHandle redis =
        ProcessHandle.of(server.pid()).orElseThrow().children().findFirst().orElseThrow();

    server.terminate();

    assertThat(redis.isAlive()).isFalse();
    assertThat(Files.exists(folder.resolve(".llamadeploy/redis"))).isTrue();
  }

  private Program.Done on(String api, String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "--server";
    all[1] = api;
    System.arraycopy(words, 0, all, 2, words.length);
    return Program.run(folder, all);
  }
}
