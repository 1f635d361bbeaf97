package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;

class StatusAndDeploymentsTest {
  private static final String CREATE = "/deployments/create";

  @TempDir private Path folder;
  private Api api;

  @BeforeEach
  void start() throws Exception {
    api = Api.start(folder);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theRootSaysWhereToLook() throws Exception {
    String base = "http://127.0.0.1:" + api.server.port() + "/";

    assertThat(api.get("/").body())
        .isEqualTo("{\"swagger_docs\":\"%sdocs\",\"status\":\"%sstatus\"}".formatted(base, base));
  }

  @Test
  void thePageThatTheRootNamesListsEveryRoute() throws Exception {
    HttpResponse<String> page = api.get("/docs");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(api.server.routes())
        .filteredOn(route -> !route.path().equals("/docs"))
        .hasSize(21)
        .allSatisfy(route ->
            assertThat(page.body())
                .contains("<code>" + route.method() + " " + route.path() + "</code>")
                .contains(route.summary()));
    assertThat(page.body()).contains("<code>raw_event</code> (query, boolean, optional)");
  }

  @Test
  void aDeploymentWithoutOpenTasksIsRemovedAtOnce() throws Exception {
    api.deploy("shop");

    HttpResponse<String> gone = api.delete("/deployments/shop");

    assertThat(gone.statusCode()).isEqualTo(200);
    assertThat(gone.body()).isEqualTo("{\"name\":\"shop\",\"removed\":true,\"unfinished\":0}");
    assertThat(api.get("/deployments").body()).isEqualTo("[]");
    assertThat(api.delete("/deployments/shop").statusCode()).isEqualTo(404);
    api.deploy("shop");
  }

  @Test
  void aDeploymentWithOpenTasksGoesLaterAndTakesNoMoreMeanwhile() throws Exception {
    try (Api quick = Api.start(folder.resolve("quick"), Api.withoutPatience())) {
      quick.deploy("shop");
      quick.post("/deployments/shop/tasks/create", "{\"input\":\"{}\"}");

      HttpResponse<String> going = quick.delete("/deployments/shop");

      assertThat(going.statusCode()).isEqualTo(202);
      assertThat(going.body()).isEqualTo("{\"name\":\"shop\",\"removed\":false,\"unfinished\":1}");
      HttpResponse<String> late =
          quick.post("/deployments/shop/tasks/create", "{\"input\":\"{}\"}");
      assertThat(late.statusCode()).isEqualTo(409);
      assertThat(late.body()).contains("The deployment is being removed and takes no more tasks");
      assertThat(quick.post("/deployments/shop/sessions/create", "").statusCode()).isEqualTo(409);
      for (String reload : List.of("?reload=true", "")) {
        HttpResponse<String> again = quick.upload(CREATE + reload, Api.YAML.formatted("shop"));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("is being removed; deploy it again when it is gone");
      }
      assertThat(quick.get("/deployments/shop/tasks").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"/status", "/status/"})
  void theStatusListsWhatIsDeployed(String path) throws Exception {
    api.deploy("shop");
    api.deploy("bar");

    HttpResponse<String> status = api.get(path);

    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(status.body())
        .isEqualTo(
            "{\"status\":\"Healthy\",\"status_message\":\"\",\"max_deployments\":1000,"
                + "\"deployments\":[\"bar\",\"shop\"]}");
  }

  @Test
  void aHeaderOfTheStatusNamesTheDurability() throws Exception {
    assertThat(api.get("/status").headers().firstValue("Llama-Deploy-Durability"))
        .contains(
            "none (appendonly no, replicas waited for: 0): a restart of Redis loses everything");
    api.messaging.simulateOutage(true);
    assertThat(api.get("/status").headers().firstValue("Llama-Deploy-Durability")).isEmpty();
  }

  @Test
  void withoutItsStoreTheServerSaysSo() throws Exception {
    api.messaging.simulateOutage(true);

    HttpResponse<String> status = api.get("/status");

    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(Api.field(status, "status")).isEqualTo("Unhealthy");
    assertThat(status.body()).endsWith("\"deployments\":null}");
  }

  @Test
  void metricsAreEmpty() throws Exception {
    HttpResponse<String> metrics = api.get("/status/metrics");

    assertThat(metrics.statusCode()).isEqualTo(204);
    assertThat(metrics.body()).isEmpty();
  }

  @Test
  void aDeploymentCanBeMadeListedAndFound() throws Exception {
    HttpResponse<String> created = api.upload(CREATE, Api.YAML.formatted("shop"));

    assertThat(created.statusCode()).isEqualTo(200);
    assertThat(created.body()).isEqualTo("{\"name\":\"shop\"}");
    for (String path : List.of("/deployments", "/deployments/")) {
      assertThat(api.get(path).body()).isEqualTo("[{\"name\":\"shop\"}]");
    }
    for (String path : List.of("/deployments/shop", "/deployments/shop/")) {
      assertThat(api.get(path).body()).isEqualTo("{\"name\":\"shop\"}");
    }
  }

  @Test
  void anUnknownDeploymentIsNotFound() throws Exception {
    Api.assertError(api.get("/deployments/shop"), 404, "Deployment not found");
    Api.assertError(api.get("/deployments/create"), 404, "Deployment not found");
    Api.assertError(api.get("/deployments/a..%25b"), 404, "Deployment not found");
  }

  @Test
  void aTakenNameConflictsUnlessItIsReloaded() throws Exception {
    api.deploy("shop");

    Api.assertError(
        api.upload(CREATE, Api.YAML.formatted("shop")), 409, "Deployment 'shop' exists already");
    assertThat(api.upload(CREATE + "/?reload=True", Api.YAML.formatted("shop")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void reloadingAnUnknownDeploymentIsNotFound() throws Exception {
    Api.assertError(
        api.upload(CREATE + "?reload=true", Api.YAML.formatted("shop")), 404, "does not exist");
  }

  @Test
  void codeThatDoesNotLoadIsRefusedWithItsCause() throws Exception {
    api.loads.set(new PlacementState.Failed("Echo.java:3: error: ';' expected"));

    Api.assertError(
        api.upload(CREATE, Api.YAML.formatted("shop")), 422, "Echo.java:3: error: ';' expected");
    assertThat(api.get("/deployments").body()).isEqualTo("[]");
  }

  @Test
  void withoutARuntimeTheReasonIsTold() throws Exception {
    api.removeRuntime();

    HttpResponse<String> refused = api.upload(CREATE, Api.YAML.formatted("shop"));

    Api.assertError(refused, 503, "no runtime is connected");
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void aBadFileIsRefusedWithEveryPlace() throws Exception {
    HttpResponse<String> refused = api.upload(CREATE, "name: 1\nservces: {}\n");

    Api.assertError(refused, 422, "d.yml:1:7: name: ");
    Api.assertError(refused, 422, "d.yml:2:1: servces: ");
  }

  @Test
  void aSourceThatLeavesTheBaseFolderIsRefused() throws Exception {
    Api.assertError(
        api.upload(CREATE, Api.YAML.formatted("shop").replace("./flow", "../flow")),
        422,
        "leaves the folder");
  }

  @Test
  void sourcesAreLookedUpBelowTheBasePath() throws Exception {
    String yaml = Api.YAML.formatted("shop").replace("./flow", ".");

    assertThat(api.upload(CREATE + "?base_path=flow", yaml).statusCode()).isEqualTo(200);
    Api.assertError(
        api.upload(CREATE + "?base_path=nowhere", yaml.replace("shop", "bar")),
        422,
        "nowhere' cannot be read");
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    String missing =
        "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"config_file\"],"
            + "\"msg\":\"Field required\",\"input\":null}]}";
    HttpResponse<String> noForm = api.post(CREATE, "");
    HttpResponse<String> otherPart =
        api.send(
            api.request(CREATE)
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(
                    BodyPublishers.ofString(
                        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n")));

    assertThat(noForm.statusCode()).isEqualTo(422);
    assertThat(noForm.body()).isEqualTo(missing);
    assertThat(otherPart.statusCode()).isEqualTo(422);
    assertThat(otherPart.body()).isEqualTo(missing);
  }

  @Test
  void aWordThatIsNeitherYesNorNoIsRefused() throws Exception {
    HttpResponse<String> refused = api.upload(CREATE + "?reload=maybe", "name: x");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .isEqualTo(
            "{\"detail\":[{\"type\":\"bool_parsing\",\"loc\":[\"query\",\"reload\"],"
                + "\"msg\":\"Input should be a valid boolean, unable to interpret input\","
                + "\"input\":\"maybe\"}]}");
  }

  @Test
  void aFileOfTenMegabytesIsRefused() throws Exception {
    Api.assertError(api.upload(CREATE, "#".repeat(2_000_000)), 422, "d.yml");
    Api.assertError(
        api.upload(CREATE, "#".repeat(10 * 1024 * 1024)), 413, "larger than 10485760 bytes");
  }
}
