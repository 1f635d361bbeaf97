package org.llamadeploy4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.cli.Console.Outcome;

class LlamactlTest {
  private static final String YAML =
      """
      name: QuickStart
      services:
        echo: {name: Echo, source: {type: local, location: ./echo}}
      """;

  @TempDir Path home;
  private FakeApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void statusListsWhatIsDeployed() {
    answerStatus("Healthy", "\"a\",\"b\"");

    assertThat(llamactl("status"))
        .isEqualTo(
            new Outcome(
                0, "LlamaDeploy is up and running.\n\nActive deployments:\n- a\n- b\n", ""));
  }

  @Test
  void statusSaysWhenNothingIsDeployed() {
    answerStatus("Healthy", "");

    assertThat(llamactl("status"))
        .isEqualTo(
            new Outcome(
                0,
                "LlamaDeploy is up and running.\n\nCurrently there are no active deployments\n",
                ""));
  }

  @Test
  void statusOfAServerThatIsIllOrDownFails() throws IOException {
    answerStatus("Unhealthy", "");
    assertThat(llamactl("status")).isEqualTo(new Outcome(1, "LlamaDeploy is unhealthy: hm\n", ""));

    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThat(new Console(home).run("-s", "http://127.0.0.1:" + port, "status"))
        .isEqualTo(new Outcome(1, "LlamaDeploy is unhealthy: API Server is down\n", ""));
  }

  @Test
  void aServersRefusalIsShown() {
    server.answer("GET /status/", 503, "{\"detail\":\"Redis is away\"}");

    assertThat(llamactl("status")).isEqualTo(new Outcome(1, "", "Error: Redis is away\n"));
  }

  @Test
  void deployUploadsTheFileAndItsFolder() throws IOException {
    server.answer("POST /deployments/create", 200, "{\"name\":\"QuickStart\"}");
    Path file = Files.writeString(home.resolve("deployment.yml"), YAML);

    assertThat(llamactl("deploy", file.toString()))
        .isEqualTo(new Outcome(0, "Deployment successful: QuickStart\n", ""));
    assertThat(server.requests().getFirst())
        .startsWith(
            "POST /deployments/create?reload=false&base_path="
                + home.toString().replace("/", "%2F"))
        .contains("filename=\"deployment.yml\"", YAML);
  }

  @Test
  void deployReloadsFromAnotherFolderAndShowsWarnings() throws IOException {
    server.answer("POST /deployments/create", 200, "{\"name\":\"QuickStart\"}");
    Path file = Files.writeString(home.resolve("d.yml"), YAML + "message-queue: {}\n");

    Outcome outcome = llamactl("deploy", file.toString(), "--reload", "--base-path", "/elsewhere");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).isEqualTo("Deployment successful: QuickStart\n");
    assertThat(outcome.err())
        .isEqualTo(
            "Warning: "
                + file
                + ":4:1: message-queue: has no effect: all queues are in Redis; leave it out\n");
    assertThat(server.requests().getFirst())
        .startsWith("POST /deployments/create?reload=true&base_path=%2Felsewhere ");
  }

  @Test
  void undeployTellsThatADeploymentIsGone() {
    server.answer(
        "DELETE /deployments/shop", 200, "{\"name\":\"shop\",\"removed\":true,\"unfinished\":0}");

    assertThat(llamactl("undeploy", "shop")).isEqualTo(new Outcome(0, "Removed: shop\n", ""));
    assertThat(server.requests()).containsExactly("DELETE /deployments/shop?now=false ");
  }

  @Test
  void undeployTellsWhatADeploymentThatIsGoingWaitsFor() {
    server.answer(
        "DELETE /deployments/shop", 202, "{\"name\":\"shop\",\"removed\":false,\"unfinished\":1}");

    Outcome going = llamactl("undeploy", "shop");
    assertThat(going.status()).isEqualTo(3);
    assertThat(going.out())
        .isEqualTo(
            "shop takes no more tasks and goes by itself when its tasks have ended: 1 task has not"
                + " ended; --now cancels them\n");
    assertThat(llamactl("undeploy", "shop", "--now").out())
        .isEqualTo("shop is going: its tasks are being cancelled, and 1 task has not ended\n");
    assertThat(server.requests()).contains("DELETE /deployments/shop?now=true ");
  }

  @Test
  void undeployOfAnUnknownDeploymentFails() {
    server.answer("DELETE /deployments/shop", 404, "{\"detail\":\"Deployment not found\"}");

    assertThat(llamactl("undeploy", "shop")).extracting(Outcome::status).isEqualTo(1);
    assertThat(llamactl("undeploy").err()).contains("Missing required parameter: 'NAME'");
  }

  @Test
  void deployRefusesBadFilesWithoutAskingTheServer() throws IOException {
    Path bad = Files.writeString(home.resolve("bad.yml"), "name: 7\nservice: {}\n");
    Path big = Files.write(home.resolve("big.yml"), new byte[10 * 1024 * 1024]);

    assertThat(llamactl("deploy", "nowhere.yml"))
        .isEqualTo(new Outcome(1, "", "Error: there is no file 'nowhere.yml'\n"));
    assertThat(llamactl("deploy", home.toString()))
        .isEqualTo(
            new Outcome(
                1, "", "Error: '" + home + "' is a folder; name a deployment file in it\n"));
    assertThat(llamactl("deploy", big.toString()).err())
        .endsWith("has 10,485,760 bytes; a deployment file may have at most 1,048,576 (1 MB)\n");
    Outcome outcome = llamactl("deploy", bad.toString());
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith(
            "Error: the deployment file has 3 mistakes:\n" + bad + ":1:1: services: is missing;")
        .contains(bad + ":1:7: name: is a number (7)", bad + ":2:1: service: unknown key");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aRefusedDeploymentFails() throws IOException {
    server.answer("POST /deployments/create", 409, "{\"detail\":\"QuickStart is there already\"}");
    Path file = Files.writeString(home.resolve("deployment.yml"), YAML);

    assertThat(llamactl("deploy", file.toString()))
        .isEqualTo(new Outcome(1, "", "Error: QuickStart is there already\n"));
  }

  @Test
  void runPrintsTextAsItIs() {
    server.answer("POST /deployments/QuickStart/tasks/run", 200, "\"Message received: hi \u00e4\"");

    assertThat(llamactl("run", "--deployment", "QuickStart", "--arg", "message", "hi"))
        .isEqualTo(new Outcome(0, "Message received: hi \u00e4\n", ""));
    assertThat(server.requests())
        .containsExactly(
            "POST /deployments/QuickStart/tasks/run"
                + " {\"input\":\"{\\\"message\\\":\\\"hi\\\"}\",\"task_id\":null,\"session_id\":null,\"service_id\":null}");
  }

  @Test
  void runNamesItsRequestWhenToldHow() {
    server.answer("POST /deployments/q/tasks/run", 200, "1");

    assertThat(llamactl("run", "-d", "q", "--idempotency-key", "order-7").status()).isZero();
    assertThat(llamactl("run", "-d", "q").status()).isZero();
    assertThat(server.keys()).containsExactly("order-7");
    usage(
        "Invalid value for option '--idempotency-key': 'a b' is not an idempotency key: expected 1"
            + " to 255 printed ASCII characters without blanks",
        "run",
        "--idempotency-key",
        "a b");
  }

  @Test
  void runForLaterPrintsWhatWillStartWhen() {
    String start = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS).toString();
    server.answer(
        "POST /deployments/q/tasks/create",
        200,
        "{\"input\":\"{}\",\"task_id\":\"t\",\"session_id\":\"s\",\"service_id\":null}");

    assertThat(llamactl("run", "-d", "q", "--start-at", start))
        .isEqualTo(new Outcome(0, "Task t of session s starts at " + start + "\n", ""));
    assertThat(server.requests())
        .containsExactly(
            "POST /deployments/q/tasks/create {\"input\":\"{}\",\"session_id\":null,"
                + "\"service_id\":null,\"start_at\":\""
                + start
                + "\"}");
    assertThat(llamactl("run", "-d", "q", "--start-at", "soon").err())
        .startsWith("Error: 'start_at' must be an instant in ISO 8601");
  }

  @Test
  void runThatDoesNotWaitPrintsWhatItBegan() {
    server.answer(
        "POST /deployments/q/tasks/create",
        200,
        "{\"input\":\"{}\",\"task_id\":\"t\",\"session_id\":\"s\",\"service_id\":null}");

    assertThat(llamactl("run", "-d", "q", "--no-wait", "--arg", "a", "b"))
        .isEqualTo(new Outcome(0, "Task t of session s\n", ""));
    assertThat(server.requests())
        .containsExactly(
            "POST /deployments/q/tasks/create {\"input\":\"{\\\"a\\\":\\\"b\\\"}\","
                + "\"task_id\":null,\"session_id\":null,\"service_id\":null}");
  }

  @Test
  void runPrintsAnythingElseAsJsonOnOneLine() {
    server.answer("POST /deployments/q/tasks/run", 200, "{\"a\": 1,\n \"b\": [1, 2.50, null]}");

    assertThat(llamactl("run", "-d", "q").out()).isEqualTo("{\"a\": 1,  \"b\": [1, 2.50, null]}\n");
  }

  @Test
  void argumentsAreTakenAsTheyAre() {
    server.answer("POST /deployments/q/tasks/run", 200, "null");

    Outcome outcome =
        llamactl(
            "run",
            "-d",
            "q",
            "-a",
            "a",
            "--help",
            "-a",
            "b",
            "@file",
            "--arg",
            "c",
            "${sys:x}",
            "-a",
            "d",
            "",
            "-a",
            "e",
            "1,2",
            "-a",
            "f",
            "\"q\"",
            "-s",
            "svc",
            "-i",
            "s-1");

    assertThat(outcome).isEqualTo(new Outcome(0, "null\n", ""));
    assertThat(server.requests())
        .containsExactly(
            "POST /deployments/q/tasks/run?session_id=s-1"
                + " {\"input\":\"{\\\"a\\\":\\\"--help\\\",\\\"b\\\":\\\"@file\\\",\\\"c\\\":\\\"${sys:x}\\\","
                + "\\\"d\\\":\\\"\\\",\\\"e\\\":\\\"1,2\\\",\\\"f\\\":\\\"\\\\\\\"q\\\\\\\"\\\"}\","
                + "\"task_id\":null,\"session_id\":\"s-1\",\"service_id\":\"svc\"}");
  }

  @Test
  void theOnlyDeploymentNeedNotBeNamed() {
    server.answer("GET /deployments/", 200, "[{\"name\":\"only\"}]");
    server.answer("POST /deployments/only/tasks/run", 200, "1");

    assertThat(llamactl("run")).isEqualTo(new Outcome(0, "1\n", ""));
  }

  @Test
  void oneOfSeveralDeploymentsMustBeNamed() {
    server.answer("GET /deployments/", 200, "[{\"name\":\"a\"},{\"name\":\"b\"}]");
    assertThat(llamactl("run"))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "Error: there are several deployments: a, b; name one with -d/--deployment\n"));

    server.answer("GET /deployments/", 200, "[]");
    assertThat(llamactl("run"))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "Error: there are no deployments; deploy one with 'llamactl deploy"
                    + " deployment.yml'\n"));
  }

  @Test
  void aFailedRunFails() {
    server.answer("POST /deployments/q/tasks/run", 500, "{\"detail\":\"step 'x' failed: boom\"}");

    assertThat(llamactl("run", "-d", "q"))
        .isEqualTo(new Outcome(1, "", "Error: step 'x' failed: boom\n"));
  }

  @Test
  void aSessionIsPrintedAsJson() {
    server.answer(
        "POST /deployments/q/sessions/create",
        200,
        "{\"session_id\":\"s1\",\"task_ids\":[],\"state\":{}}");

    assertThat(llamactl("sessions", "create", "-d", "q"))
        .isEqualTo(new Outcome(0, "{\"session_id\":\"s1\",\"task_ids\":[],\"state\":{}}\n", ""));
  }

  @Test
  void helpAndVersionAreResults() {
    assertThat(llamactl("--version").out()).matches("llamactl, version [0-9][^\\s]*\n");
    assertThat(llamactl().status()).isZero();
    assertThat(llamactl().out())
        .startsWith("Usage: llamactl ")
        .contains(
            "status",
            "deploy",
            "run",
            "sessions",
            "config",
            "serve",
            "apiserver",
            "control-plane",
            "runtime");
    for (String help : List.of("-h", "--help")) {
      assertThat(llamactl(help)).isEqualTo(llamactl());
      assertThat(llamactl("run", help).out())
          .startsWith("Usage: llamactl run ")
          .contains("-a, --arg=KEY VALUE");
      assertThat(llamactl("config", "use-profile", help).out())
          .startsWith("Usage: llamactl config use-profile ");
    }
  }

  @Test
  void commandLinesThatMakeNoSenseEndWithTwo() {
    usage("No such command 'stauts'; did you mean 'status'?", "stauts");
    usage("Missing required parameter: 'DEPLOYMENT_CONFIG_FILE'", "deploy");
    usage("Unknown option: '--relaod'; did you mean '--reload'?", "deploy", "x", "--relaod");
    usage("Missing command: create", "sessions");
    usage(
        "Invalid value for option '--deployment': 'a/b' is not a deployment name: expected 1 to 63"
            + " letters, digits, '-', '_' or '.', starting with a letter or digit, without '..'",
        "run",
        "-d",
        "a/b");
    usage(
        "--file starts a server of its own: --deployment, --session-id, --idempotency-key,"
            + " --no-wait and --start-at have no place there",
        "run",
        "-f",
        "x.yml",
        "-d",
        "q");
    assertThat(llamactl("run", "--arg", "lonely").status()).isEqualTo(2);
    assertThat(new Console(home).run("-s", "localhost:4501", "status").err())
        .endsWith(
            "Error: 'localhost:4501' is not the address of a server; expected http://host:port\n");
    assertThat(new Console(home).run("-t", "-1", "status").status()).isEqualTo(2);
    assertThat(new Console(home).run("-t", "soon", "status").status()).isEqualTo(2);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aUsageErrorShowsHowTheCommandIsUsed() {
    assertThat(llamactl("deploy").err())
        .startsWith("Usage: llamactl deploy ")
        .contains("Try 'llamactl deploy --help' for help.\n\nError: Missing");
  }

  private void usage(String message, String... args) {
    Outcome outcome = llamactl(args);
    assertThat(outcome.err()).endsWith("Error: " + message + "\n");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
  }

  private Outcome llamactl(String... args) {
    List<String> all = new ArrayList<>(List.of("-s", server.url()));
    all.addAll(List.of(args));
    return new Console(home).run(all.toArray(String[]::new));
  }

  private void answerStatus(String word, String deployments) {
    server.answer(
        "GET /status/",
        200,
        "{\"status\":\"%s\",\"status_message\":\"hm\",\"max_deployments\":10,\"deployments\":[%s]}"
            .formatted(word, deployments));
  }
}
