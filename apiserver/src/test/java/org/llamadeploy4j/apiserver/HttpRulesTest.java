package org.llamadeploy4j.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.messaging.FolderArtifactStore;

class HttpRulesTest {
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

  @ParameterizedTest
  @CsvSource({
    "PUT, /deployments/x, 'GET, DELETE'",
    "HEAD, /status, GET",
    "HEAD, /, GET",
    "PUT, /deployments/create, 'POST, GET, DELETE'",
    "OPTIONS, /deployments, GET",
    "PUT, /deployments/x/tasks/run, POST",
    "GET, /deployments/x/tasks/run, POST",
    "GET, /deployments/x/tasks/create/, POST",
    "POST, /deployments/x/tasks/t/results/, GET",
    "PATCH, /deployments/x/tasks/t/events, 'POST, GET'",
    "FOO, /status, GET"
  })
  void aWrongMethodIsRefusedWithThoseAllowed(String method, String path, String allowed)
      throws Exception {
    HttpResponse<String> refused =
        api.send(api.request(path).method(method, BodyPublishers.noBody()));

    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains(allowed);
    if (!method.equals("HEAD")) {
      assertThat(refused.body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
    }
  }

  /** The server makes the ids of tasks; these names are chosen by others. */
  @ParameterizedTest
  @CsvSource({
    "/deployments/create, Deployment not found",
    "/deployments/x/sessions/create, Deployment not found"
  })
  void aWordOfAnotherRouteMayNameADeploymentOrASession(String path, String detail)
      throws Exception {
    Api.assertError(api.get(path), 404, detail);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nowhere",
    "POST, /deployments/x/y/z",
    "GET, /deployments/x/tasks/t/other",
    "GET, /status//",
    "FOO, /nowhere"
  })
  void anUnknownPathIsNotFound(String method, String path) throws Exception {
    HttpResponse<String> missing =
        api.send(api.request(path).method(method, BodyPublishers.noBody()));

    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).isEqualTo("{\"detail\":\"Not Found\"}");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    String path = "/deployments/x/tasks/run";
    byte[] large = "x".repeat(10 * 1024 * 1024 + 1).getBytes(UTF_8);

    Api.assertError(
        api.send(api.request(path).POST(BodyPublishers.ofByteArray(large))),
        413,
        "larger than 10485760 bytes");
    Api.assertError(
        api.send(
            api.request(path)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)))),
        413,
        "larger than 10485760 bytes");
  }

  @Test
  void headersThatAreTooLargeAreRefusedInTheSameForm() throws Exception {
    HttpResponse<String> refused =
        api.send(api.request("/status").header("X-Large", "x".repeat(20_000)).GET());

    assertThat(refused.statusCode()).isEqualTo(431);
    assertThat(refused.body()).startsWith("{\"detail\":\"431 ");
  }

  @Test
  void whatIsNoHttpIsRefusedInTheSameForm() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
      socket.getOutputStream().write("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      socket.shutdownOutput();

      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("{\"detail\":\"400 ");
    }
  }

  @Test
  void anyOriginMayCall() throws Exception {
    HttpResponse<String> plain =
        api.send(api.request("/deployments").header("Origin", "http://a.example").GET());
    HttpResponse<String> personal =
        api.send(
            api.request("/deployments")
                .header("Origin", "http://a.example")
                .header("Cookie", "a=b")
                .GET());

    assertThat(plain.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(plain.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
    assertThat(personal.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("http://a.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST   | content-type, Authorization | 200 | OK",
        "DELETE | content-type                | 400 | Disallowed CORS method",
        "GET    | X-Other                     | 400 | Disallowed CORS headers",
        "PUT    | X-Other                     | 400 | Disallowed CORS method, headers"
      })
  void browsersMayAskFirst(String method, String headers, int status, String body)
      throws Exception {
    HttpResponse<String> answer =
        api.send(
            api.request("/deployments/x/tasks/run")
                .header("Origin", "http://a.example")
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", headers)
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods")).contains("GET, POST");
    assertThat(answer.headers().firstValue("Access-Control-Max-Age")).contains("600");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("http://a.example");
  }

  @Test
  void corsCanBeSwitchedOffByTheEnvironment() throws Exception {
    api.close();
    api =
        Api.start(
            folder.resolve("quiet"),
            ApiServerSettings.defaults().withEnvironment(Map.of("DISABLE_CORS", "0")));

    HttpResponse<String> answer =
        api.send(api.request("/deployments").header("Origin", "http://a.example").GET());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void everyRouteSaysWhatItIs() {
    assertThat(api.server.routes())
        .hasSize(22)
        .allSatisfy(route -> {
          assertThat(route.summary()).isNotBlank();
          assertThat(route.path()).matches("/|(/[a-z]+|/\\{[a-z]+})+");
        });
  }

  @Test
  void theAddressIsFreeAgainAfterAStop() throws Exception {
    api.server.close();
    api.server.close();

    ApiServer next =
        new ApiServer(
            api.messaging,
            new FolderArtifactStore(folder.resolve("a2")),
            ApiServerSettings.defaults().withAddress("127.0.0.1", 0));
    next.start();
    assertThat(next.port()).isPositive();
    next.close();
  }
}
