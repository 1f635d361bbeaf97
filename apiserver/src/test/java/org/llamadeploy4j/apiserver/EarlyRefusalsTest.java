package org.llamadeploy4j.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.protocol.ErrorCode;

/** What certainly has no room is refused before it is read; all else is let through. */
class EarlyRefusalsTest {
  private static final String RUN = "POST /deployments/full/tasks/run HTTP/1.1\r\nHost: a\r\n";
  private static final Executor NOBODY = task -> {};

  private final Server server = new Server(HttpThreads.create());
  private final ServerConnector connector = new ServerConnector(server);
  private final AtomicBoolean onVirtualThread = new AtomicBoolean(true);

  /** Answers with what was sent, or as the path says. */
  private static final class Behind extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String path = Request.getPathInContext(request);
      if (path.equals("/error")) {
        throw new AssertionError("an Error of what handles requests");
      }
      if (path.equals("/nobody")) {
        return false;
      }
      String body = Content.Source.asString(request, UTF_8);
      Content.Sink.write(response, true, "let through " + body.length(), callback);
      return true;
    }
  }

  private void start(Executor requests) throws Exception {
    EarlyRefusals early = new EarlyRefusals(this::arrive, requests);
    early.setHandler(new Behind());
    server.setErrorHandler(new PlainErrors());
    server.setHandler(new GracefulHandler(early));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
  }

  private Optional<ControlPlaneException> arrive(String deployment) {
    onVirtualThread.set(Thread.currentThread().isVirtual());
    return deployment.equals("full")
        ? Optional.of(new ControlPlaneException(ErrorCode.OVERLOADED, "All \"full\""))
        : Optional.empty();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void aTaskWithoutRoomIsRefusedWithoutAThreadAndTheConnectionGoesOn() throws Exception {
    start(NOBODY);
    try (Client client = new Client()) {
      for (int i = 0; i < 3; i++) {
        client.send(RUN + "Content-Length: 5\r\n\r\n");
        client.send("not J"); // after the head, as some clients do
        assertThat(client.answer())
            .contains("HTTP/1.1 429 Too Many Requests")
            .contains("Content-Type: application/json")
            .contains("Retry-After: 1")
            .endsWith("{\"detail\":\"All \\\"full\\\"\"}");
      }
      assertThat(onVirtualThread).as("it is refused by the thread that reads").isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /deployments/full/tasks/create HTTP/1.1",
        "POST /deployments/full/tasks/create/ HTTP/1.1",
        "POST /deployments/full/tasks/run?session_id=s HTTP/1.1",
        "POST /deployments/f%75ll/tasks/run HTTP/1.1"
      })
  void bothWaysToANewTaskAreRefused(String line) throws Exception {
    start(NOBODY);
    try (Client client = new Client()) {
      client.send(line + "\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(client.answer()).contains("HTTP/1.1 429 Too Many Requests");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /deployments/other/tasks/run HTTP/1.1\r\n",
        "POST /deployments/full/sessions/create HTTP/1.1\r\n",
        "POST /deployments/full/tasks/t/events HTTP/1.1\r\n",
        "PUT /deployments/full/tasks/run HTTP/1.1\r\n",
        "POST /deployments/full/tasks/run HTTP/1.1\r\nIdempotency-Key: k\r\n",
        "POST /deployments/full/tasks/run HTTP/1.1\r\nOrigin: http://a\r\n"
      })
  void allElseIsLetThrough(String head) throws Exception {
    start(HttpThreads.forRequests(server.getThreadPool()));
    try (Client client = new Client()) {
      client.send(head + "Host: a\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(client.answer()).contains("HTTP/1.1 200 OK").endsWith("let through 2");
    }
  }

  @Test
  void bodiesThatAreLargeOrOfUnknownLengthAreLetThrough() throws Exception {
    start(HttpThreads.forRequests(server.getThreadPool()));
    try (Client client = new Client()) {
      client.send(RUN + "Content-Length: 65537\r\n\r\n" + "x".repeat(65_537));
      assertThat(client.answer()).endsWith("let through 65537");
      client.send(RUN + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
      assertThat(client.answer()).endsWith("let through 2");
    }
  }

  @Test
  void whatFailsBehindIsAnswered() throws Exception {
    start(HttpThreads.forRequests(server.getThreadPool()));
    try (Client client = new Client()) {
      client.send("GET /nobody HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.answer()).contains("HTTP/1.1 404 Not Found").contains("{\"detail\":\"404");
      client.send("GET /error HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.answer()).contains("HTTP/1.1 500").contains("{\"detail\":\"500");
    }
  }

  /** Sends what it is told to, byte by byte as it is. */
  private final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
      socket.setSoTimeout(30_000);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(UTF_8));
      socket.getOutputStream().flush();
    }

    /** The next answer's head and body. */
    String answer() throws IOException {
      List<String> head = new ArrayList<>();
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        head.add(line);
      }
      int length =
          head.stream()
              .filter(line -> line.startsWith("Content-Length: "))
              .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
              .findAny()
              .orElseThrow();
      char[] body = new char[length];
      for (int read = 0; read < length; ) {
        read += in.read(body, read, length - read);
      }
      return String.join("\r\n", head) + "\r\n\r\n" + new String(body);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
