package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The API servers of a fleet, asked in turns. Thread-safe. */
final class Api implements AutoCloseable {
  /** More than the 30 s that an API server waits until a deployment has come or gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final List<String> urls;
  private final AtomicInteger turn = new AtomicInteger();

  Api(List<String> urls) {
    this.urls = List.copyOf(urls);
  }

  /** A status and a body. */
  record Answer(int status, String body) {
    boolean isOk() {
      return status == 200;
    }

    /** Whether asking again later may help. */
    boolean isLater() {
      return status == 429 || status == 502 || status == 503 || status == 504;
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  Answer post(String path, String json) throws IOException, InterruptedException {
    return post(path, json, "");
  }

  /**
   * The same under an idempotency key, so that it may be sent again.
   *
   * @param key empty: none
   */
  Answer post(String path, String json, String key) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    return send(key.isEmpty() ? request : request.header("Idempotency-Key", key));
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).DELETE());
  }

  /**
   * Deploys what a deployment file says.
   *
   * @param basePath the folder that its sources are relative to
   */
  Answer deploy(String yaml, String basePath) throws IOException, InterruptedException {
    String boundary = "----the-deployment-file----";
    String body =
        "--%1$s\r\nContent-Disposition: form-data; name=\"config_file\"; filename=\"guest.yml\"\r\n\r\n%2$s\r\n--%1$s--\r\n"
            .formatted(boundary, yaml);
    String query = "?base_path=" + URLEncoder.encode(basePath, StandardCharsets.UTF_8);
    return send(
        HttpRequest.newBuilder(uri("/deployments/create" + query))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofString(body)));
  }

  private URI uri(String path) {
    return URI.create(urls.get(Math.floorMod(turn.getAndIncrement(), urls.size())) + path);
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
