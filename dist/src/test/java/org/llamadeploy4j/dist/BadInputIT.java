package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.dist.Program.Done;
import org.llamadeploy4j.dist.Rest.Answer;
import org.llamadeploy4j.protocol.ProtocolJson;

/** Bad input of every kind: it is refused with what is wrong and where, and changes nothing. */
final class BadInputIT {
  private static final Path BAD = Path.of("src/test/resources/bad-input");
  private static final int TEN_MEGABYTES = 10 * 1024 * 1024;
  private static final String DEPLOYED = "[{\"name\":\"Echo\"},{\"name\":\"Flawed\"}]";

  @TempDir static Path folder;
  private static Program server;
  private static Rest rest;

  @BeforeAll
  static void startTheServer() throws Exception {
    server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs");
    rest = new Rest(server.api());
    Path echo = Program.ROOT.resolve("examples/echo_workflow/deployment.yml");
    assertThat(rest.deploy(echo)).isEqualTo(new Answer(200, "{\"name\":\"Echo\"}"));
    assertThat(rest.deploy(BAD.resolve("flawed/deployment.yml")).status()).isEqualTo(200);
  }

  @AfterEach
  void nothingHasChanged() throws Exception {
    assertThat(rest.get("/deployments/")).isEqualTo(new Answer(200, DEPLOYED));
    assertThat(run("Echo", "", "{\"message\": \"on\"}"))
        .isEqualTo(new Answer(200, "\"Message received: on\""));
  }

  @AfterAll
  static void stopTheServer() {
    assertThat(server.terminate().err()).isEmpty();
  }

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        file("empty", "", "1:1: the file is empty"),
        file("only a comment", "# nothing\n", "1:1: the file is empty"),
        file("a list at the top", "- name: A\n", "1:1: the file must be a mapping"),
        file("no YAML", "name: [A\n", "not valid YAML"),
        file("an unknown key", "name: A\nservices: {}\nfoo: 1\n", "3:1: foo: unknown key; allowed"),
        file("a mistyped key", "name: A\nservces: {}\n", "2:1: servces: unknown key"),
        file("its nearest key", "name: A\nservces: {}\n", "did you mean 'services'?"),
        file("a duplicate key", "name: A\nname: B\nservices: {}\n", "2:1: name: is given twice"),
        file("a number for a name", "name: 5\nservices: {}\n", "1:7: name: is a number (5)"),
        file("a slash in the name", "name: a/b\nservices: {}\n", "1:7: name: 'a/b' is not"),
        file("dots as the name", "name: ..\nservices: {}\n", "1:7: name: '..' is not"),
        file("dots in the name", "name: a..b\nservices: {}\n", "1:7: name: 'a..b' is not"),
        file("64 characters", "name: " + "a".repeat(64) + "\nservices: {}\n", "1 to 63 letters"),
        file("an alias bomb", aliasBomb(), "too many aliases"));
  }

  private static Arguments file(String what, String yaml, String why) {
    return Arguments.of(what, yaml, why);
  }

  private static String aliasBomb() {
    StringBuilder yaml = new StringBuilder("name: A\nservices: {}\na0: &a0 [x, x]\n");
    for (int i = 1; i <= 30; i++) {
      yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    return yaml.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongFiles")
  void aWrongDeploymentFileIsRefusedByBothFaces(String what, String yaml, String why)
      throws Exception {
    Path file = Files.writeString(folder.resolve("wrong.yml"), yaml);

    refused(rest.deploy(yaml, ""), why);
    failed(llamactl("deploy", file.toString()), why);
  }

  @Test
  void aFileOfTenMegabytesIsRefused() throws Exception {
    String yaml = "name: A\nservices: {}\n#" + "x".repeat(TEN_MEGABYTES);
    Path file = Files.writeString(folder.resolve("large.yml"), yaml);

    failed(llamactl("deploy", file.toString()), "a deployment file may have at most 1,048,576");
    assertThat(rest.deploy(yaml, "").status()).isEqualTo(413);
    refused(rest.deploy(yaml.substring(0, 9 * 1024 * 1024), ""), "at most 1,048,576 (1 MB)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy", "run -f", "serve --port 0 --data other"})
  void aFileThatIsMissingOrUnreadableStartsNothing(String command) {
    failed(llamactl((command + " nowhere.yml").split(" ", -1)), "there is no file 'nowhere.yml'");
    failed(llamactl((command + " .").split(" ", -1)), "'.' is a folder");
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @Test
  void anUnreadableFileIsRefusedAtThePlaceWhereItBreaks() throws Exception {
    Path file = Files.write(folder.resolve("latin.yml"), new byte[] {'n', ':', ' ', (byte) 0xe9});

    failed(llamactl("deploy", file.toString()), "latin.yml:1:4: the file is not UTF-8 text");
  }

  @Test
  void aSourceThatIsNotThereOrLeavesItsFolderIsRefused() throws Exception {
    Path base = Files.createDirectories(folder.resolve("sources"));
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Path file = Files.copy(BAD.resolve("no-workflow/Plain.java"), outside.resolve("Plain.java"));
    Files.createSymbolicLink(base.resolve("link"), outside);
    Path linked = Files.createDirectories(base.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("Plain.java"), file);
    Files.createDirectories(base.resolve("empty"));

    refused(deploy(base, "nowhere", "A"), "'nowhere' does not exist below");
    refused(deploy(base, "../outside", "A"), "'../outside' leaves the folder");
    refused(deploy(base, "/etc", "A"), "'/etc' is absolute");
    refused(deploy(base, "link", "Plain"), "'link' leaves the folder");
    refused(deploy(base, "linked", "Plain"), "does not point to a file of the source");
    refused(deploy(base, "empty", "A"), "holds no files");
    refused(deploy(folder.resolve("nowhere"), "a", "A"), "cannot be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flawed           | Missing   | there is no class 'Missing'; its workflows are
          flawed           | No:Such   | there is no file 'No'; there are
          no-workflow      | Plain     | class 'Plain' is not a workflow
          no-constructor   | Hidden    | workflow 'Hidden' has no public constructor
          does-not-compile | Typo      | Typo.java:9: cannot find symbol
          thrown-error     | Exploding | java.lang.Error: no fuel
          """)
  void codeThatCannotRunIsRefusedWithTheReason(String source, String path, String why)
      throws Exception {
    refused(deploy(BAD, source, path), why);
  }

  @Test
  void aBrokenJarIsRefused() throws Exception {
    Files.writeString(folder.resolve("broken.jar"), "PK\u0003\u0004 and nothing that follows");

    refused(deploy(folder, "broken.jar", "A"), "'broken.jar' is not a jar that can be read");
  }

  @Test
  void llamactlShowsTheLineThatDoesNotCompile() throws Exception {
    Path file = BAD.resolve("typo.yml").toAbsolutePath();

    failed(llamactl("deploy", file.toString()), "Typo.java:9: cannot find symbol");
  }

  @Test
  void aReloadWithCodeThatDoesNotCompileLeavesTheOldCodeLive() throws Exception {
    String yaml = spec("Echo", "does-not-compile", "Typo");

    refused(rest.deploy(yaml, Rest.from(BAD) + "&reload=true"), "Typo.java:9");
    assertThat(rest.deploy(yaml, Rest.from(BAD)).status()).as("a taken name").isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "[1]", "5", "null", "\"text\"", "{\"message\": \"a\"} b"})
  void anInputThatIsNeitherEmptyNorAnObjectIsRefused(String input) throws Exception {
    String why = "'input' must be empty or a JSON object in a string";

    refused(run("Echo", "", input), why);
    refused(rest.post("/deployments/Echo/tasks/create", body(Map.of("input", input))), why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {nope           | json_invalid
          []              | model_attributes_type
          {}              | "loc":["body","input"],"msg":"Field required"
          {"input": 5}    | "loc":["body","input"],"msg":"Input should be a valid string"
          {"input": null} | "loc":["body","input"],"msg":"Input should be a valid string"
          """)
  void aBodyThatIsNoTaskIsRefusedWithThePlace(String json, String why) throws Exception {
    refused(rest.post("/deployments/Echo/tasks/run", json), why);
    refused(rest.post("/deployments/Echo/tasks/create", json), why);
  }

  @Test
  void fieldsThatTheStartEventDoesNotHaveFailTheRunAndAreNamed() throws Exception {
    assertThat(run("Echo", "", "{\"massage\": \"hi\"}").body())
        .contains("field 'message' is missing", "unknown field 'massage'");
    assertThat(run("Echo", "", "{\"message\": 5}").status()).isEqualTo(422);
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    String task = "/deployments/Echo/tasks/nope";
    String event = body(Map.of("service_id", "s", "event_obj_str", "{}"));
    String service = body(Map.of("input", "", "service_id", "nope"));

    notFound(run("Nope", "", ""), "Deployment not found");
    notFound(rest.get("/deployments/%2e%2e"), "Deployment not found");
    notFound(rest.post("/deployments/Echo/tasks/run", service), "Service 'nope' not found");
    notFound(rest.post("/deployments/Echo/tasks/create", service), "Service 'nope' not found");
    notFound(run("Echo", "?session_id=nope", ""), "Session 'nope' not found");
    notFound(rest.get("/deployments/Echo/sessions/nope"), "Session 'nope' not found");
    notFound(rest.post("/deployments/Echo/sessions/delete?session_id=nope", ""), "Session 'nope'");
    notFound(rest.get(task + "/results?session_id=nope"), "Task not found");
    notFound(rest.get(task + "/events?session_id=nope"), "Task not found");
    notFound(rest.post(task + "/events?session_id=nope", event), "Task not found");
    notFound(rest.get("/nope"), "Not Found");
  }

  @Test
  void llamactlTellsWrongUseFromFailure() {
    failed(llamactl("run", "-d", "Nope"), "Deployment not found");
    failed(llamactl("run", "-d", "Echo", "-s", "nope"), "Service 'nope' not found");
    failed(llamactl("run", "-d", "Echo", "-i", "nope"), "Session 'nope' not found");
    failed(llamactl("run", "-d", "Flawed"), "the disk is on fire");
    failed(llamactl("run"), "several deployments: Echo, Flawed");
    misused(llamactl("run", "-d", "a/b"), "'a/b' is not a deployment name");
    misused(llamactl("run", "-d", "Echo", "--arg", "message"), "requires at least 2 values");
    misused(llamactl("deploy"), "DEPLOYMENT_CONFIG_FILE");
    misused(llamactl("deplyo"), "did you mean 'deploy'?");
  }

  @Test
  void aBodyOverTenMegabytesIsRefused() throws Exception {
    Answer answer = run("Echo", "", body(Map.of("message", "x".repeat(TEN_MEGABYTES))));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("larger than 10485760 bytes");
  }

  @Test
  void aWorkflowThatThrowsFailsItsRunWithTheCause() throws Exception {
    assertThat(run("Flawed", "", ""))
        .isEqualTo(new Answer(500, "{\"detail\":\"Error in step 'fail': the disk is on fire\"}"));
  }

  @Test
  void aResultThatJsonCannotHoldFailsTheRun() throws Exception {
    Answer answer = flawed("unwritable", "");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("JSON cannot hold a java.lang.Object");
  }

  @Test
  void theServerAnswersWhileWorkflowsSpin() throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Answer> spin = () -> flawed("spinning", "{\"mode\": \"spin\"}");
      List<Future<Answer>> spinning = Stream.generate(() -> clients.submit(spin)).limit(4).toList();
      nothingHasChanged();
      for (Future<Answer> run : spinning) {
        assertThat(run.get().status()).isEqualTo(500);
        assertThat(run.get().body()).contains("longer than its time limit of PT1S");
      }
      assertThat(rest.get("/status/").body()).contains("Healthy");
      nothingHasChanged();
    } finally {
      assertThat(flawed("spinning", "{\"mode\": \"stop\"}").body()).contains("stopped");
    }
  }

  private static Done llamactl(String... words) {
    return Program.run(
        folder,
        Stream.concat(Stream.of("-s", server.api()), Stream.of(words)).toArray(String[]::new));
  }

  private static Answer deploy(Path base, String source, String path)
      throws IOException, InterruptedException {
    return rest.deploy(spec("Refused", source, path), Rest.from(base));
  }

  private static String spec(String name, String source, String path) {
    return """
    name: %s
    services:
      one:
        name: One
        source: {type: local, name: %s}
        path: %s
    """
        .formatted(name, source, path);
  }

  private static Answer run(String deployment, String query, String input)
      throws IOException, InterruptedException {
    return rest.post(
        "/deployments/" + deployment + "/tasks/run" + query, body(Map.of("input", input)));
  }

  private static Answer flawed(String service, String input)
      throws IOException, InterruptedException {
    return rest.post(
        "/deployments/Flawed/tasks/run", body(Map.of("input", input, "service_id", service)));
  }

  private static String body(Map<String, String> fields) {
    return ProtocolJson.text(ProtocolJson.write(fields));
  }

  private static void refused(Answer answer, String why) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains(why);
  }

  private static void notFound(Answer answer, String why) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.body()).contains(why);
  }

  private static void failed(Done done, String why) {
    assertThat(done.status()).as(done.err()).isEqualTo(1);
    assertThat(done.out()).isEmpty();
    assertThat(done.err()).contains("Error: ", why);
  }

  private static void misused(Done done, String why) {
    assertThat(done.status()).as(done.err()).isEqualTo(2);
    assertThat(done.out()).isEmpty();
    assertThat(done.err()).contains("Usage: ", why);
  }
}
