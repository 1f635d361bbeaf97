package org.llamadeploy4j.dist;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

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

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /** A status and a body. */
  record Answer(int status, String body) {}
}
