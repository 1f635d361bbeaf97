package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Speaks to a server as curl would. Safe for use by many threads. */
final class Rest {
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;

  Rest(String base) {
    this.base = base;
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
  }

  Answer post(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Deploys a file's text, as the Python client does: one multipart file part. */
  Answer deploy(String yaml, String query) throws IOException, InterruptedException {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"config_file\"; filename=\"upload\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n"
            + yaml
            + "\r\n--b--\r\n";
    return send(
        HttpRequest.newBuilder(URI.create(base + "/deployments/create" + query))
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofString(body)));
  }

  /** Deploys a file from its folder, as {@code llamactl deploy} does. */
  Answer deploy(Path file) throws IOException, InterruptedException {
    return deploy(Files.readString(file), from(file.resolveSibling(".")));
  }

  /** The query that says where local sources are. */
  static String from(Path folder) {
    String path = folder.toAbsolutePath().normalize().toString();
    return "?base_path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
  }

  /** Opens a stream once its headers are there; the caller closes it. */
  Stream<String> lines(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).GET().build();
    HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    return response.body();
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /** A status and a body. */
  record Answer(int status, String body) {}
}
