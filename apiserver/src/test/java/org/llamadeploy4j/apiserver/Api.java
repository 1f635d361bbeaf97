package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.llamadeploy4j.controlplane.ControlPlane;
import org.llamadeploy4j.controlplane.ControlPlaneSettings;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.controlplane.LoadingRuntime;
import org.llamadeploy4j.controlplane.RouterSettings;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FolderArtifactStore;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ProtocolJson;

/** A real server on a free port, over the stores in memory, and ways to call it. */
final class Api implements AutoCloseable {
  static final String YAML =
      """
      name: %s
      default-service: echo
      services:
        echo: {name: Echo, source: {type: local, name: ./flow}}
        other: {name: Other, source: {type: local, name: ./flow}}
      """;

  final InMemoryMessaging messaging = new InMemoryMessaging(InstantSource.system());
  final AtomicReference<PlacementState> loads =
      new AtomicReference<>(new PlacementState.Loaded(List.of()));
  final ScriptedRuns runs = new ScriptedRuns(messaging);
  final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ControlPlane controlPlane;
  private final LoadingRuntime runtime;

  private Api(Path folder, ApiServerSettings settings) throws IOException {
    Files.createDirectories(folder.resolve("flow"));
    Files.writeString(folder.resolve("flow/Echo.java"), "class Echo {}");
    controlPlane =
        new ControlPlane(
            "cp1",
            messaging,
            ControlPlaneSettings.defaults().withRolloutDeadline(Duration.ofMillis(300)));
    runtime = new LoadingRuntime(messaging, "r1", _ -> loads.get());
    server =
        new ApiServer(messaging, new FolderArtifactStore(folder.resolve("artifacts")), settings);
    controlPlane.start();
    server.start();
  }

  static Api start(Path folder) throws IOException {
    return start(folder, ApiServerSettings.defaults());
  }

  static Api start(Path folder, ApiServerSettings settings) throws IOException {
    return new Api(folder, settings.withAddress("127.0.0.1", 0).withBaseFolder(folder));
  }

  /** Settings under which queues are as short as can be. */
  static ApiServerSettings withShortQueues() {
    return withQueues(1);
  }

  /** Settings under which so many tasks may wait for a service, and for a session. */
  static ApiServerSettings withQueues(int limit) {
    RouterSettings router = RouterSettings.defaults().withQueueLimits(limit, limit);
    return ApiServerSettings.defaults().with(router, DeploymentsSettings.defaults());
  }

  /** Settings under which nobody waits for what the leader does. */
  static ApiServerSettings withoutPatience() {
    DeploymentsSettings quick =
        DeploymentsSettings.defaults().withOutcomeWait(Duration.ofSeconds(2));
    return ApiServerSettings.defaults().with(RouterSettings.defaults(), quick);
  }

  /** Deploys the test's services under a name. */
  void deploy(String name) throws Exception {
    assertThat(upload("/deployments/create", YAML.formatted(name)).statusCode()).isEqualTo(200);
  }

  /** Where all of a deployment is stored. */
  Shard shard(String name) {
    Deployment deployment =
        Objects.requireNonNull(
            messaging.fleet().read().deployments().get(new DeploymentName(name)));
    return new Shard(deployment.incarnation(), 0);
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  HttpResponse<String> delete(String path) throws Exception {
    return send(request(path).DELETE());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> post(String path, String body, String key) throws Exception {
    return send(request(path).POST(BodyPublishers.ofString(body)).header("Idempotency-Key", key));
  }

  CompletableFuture<HttpResponse<String>> postLater(String path, String body, String key) {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
    return client.sendAsync(
        request.header("Idempotency-Key", key).build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
    HttpRequest request = request(path).POST(BodyPublishers.ofString(body)).build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> getLater(String path) {
    return client.sendAsync(request(path).GET().build(), BodyHandlers.ofString());
  }

  /** The answer as soon as its headers are there. */
  HttpResponse<Stream<String>> lines(String path) throws Exception {
    return client.send(request(path).GET().build(), BodyHandlers.ofLines());
  }

  HttpResponse<String> upload(String path, String yaml) throws Exception {
    String boundary = "----boundary";
    String body =
        "--%s\r\nContent-Disposition: form-data; name=\"config_file\"; filename=\"d.yml\"\r\n"
                .formatted(boundary)
            + "Content-Type: application/yaml\r\n\r\n"
            + yaml
            + "\r\n--"
            + boundary
            + "--\r\n";
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  /** The body of a request for a task. */
  static String task(String input) {
    return new String(ProtocolJson.write(Map.of("input", input)), StandardCharsets.UTF_8);
  }

  /** A field of a JSON object, as text. */
  static String field(HttpResponse<String> response, String name) {
    Map<?, ?> object =
        ProtocolJson.read(response.body().getBytes(StandardCharsets.UTF_8), Map.class);
    return String.valueOf(object.get(name));
  }

  /** Checks an error's status and detail. */
  static void assertError(HttpResponse<String> response, int status, String detail) {
    assertThat(response.body()).contains(detail);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(field(response, "detail")).contains(detail);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
  }

  /** The runtime leaves the fleet. */
  void removeRuntime() {
    runtime.close();
  }

  @Override
  public void close() {
    messaging.simulateOutage(false);
    server.close();
    controlPlane.close();
    runtime.close();
    messaging.close();
  }
}
