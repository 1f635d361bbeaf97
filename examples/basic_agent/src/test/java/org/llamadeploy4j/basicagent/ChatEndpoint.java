package org.llamadeploy4j.basicagent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.llamadeploy4j.workflow.Env;

/**
 * A model on loopback that says what its script has, turn by turn, in OpenAI's streamed chat
 * completions. It refuses what OpenAI would: a wrong key, and a chat in which a tool's call has no
 * result or a result no call. Thread-safe: guarded by its own lock.
 */
final class ChatEndpoint implements AutoCloseable {
  static final String KEY = "a-key-that-nobody-else-has";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Deque<Turn> script;
  private final Function<JsonNode, Turn> afterTheScript;
  private final List<JsonNode> requests = new ArrayList<>();

  private ChatEndpoint(
      HttpServer server, List<Turn> script, Function<JsonNode, Turn> afterTheScript) {
    this.server = server;
    this.script = new ArrayDeque<>(script);
    this.afterTheScript = afterTheScript;
  }

  static ChatEndpoint playing(Turn... script) throws IOException {
    return start(List.of(script), request -> new Turn.Fails(410));
  }

  /** Says the same to the same chat, however often it is asked: the nth of the turns is its nth. */
  static ChatEndpoint repeating(Turn... turns) throws IOException {
    return start(List.of(), request -> turns[Collections.frequency(roles(request), "assistant")]);
  }

  private static List<String> roles(JsonNode request) {
    return request.get("messages").findValuesAsText("role");
  }

  private static ChatEndpoint start(List<Turn> script, Function<JsonNode, Turn> afterTheScript)
      throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ChatEndpoint endpoint = new ChatEndpoint(HttpServer.create(free, 0), script, afterTheScript);
    endpoint.server.createContext("/v1/chat/completions", endpoint::serve);
    endpoint.server.start();
    return endpoint;
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  Env env() {
    return Env.of(Map.of("BASE_URL", baseUrl(), "API_KEY", KEY, "MODEL", "scripted"));
  }

  /** Adds to the script. */
  synchronized void then(Turn... turns) {
    script.addAll(List.of(turns));
  }

  /** What it was asked so far, refused requests left out. */
  synchronized List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  /** The messages of a request, each {@code role: text}, without the first, the prompt. */
  List<String> messages(int request) {
    List<String> texts = new ArrayList<>();
    for (JsonNode message : requests().get(request).get("messages")) {
      texts.add(message.path("role").asText() + ": " + message.path("content").asText());
    }
    return texts.subList(1, texts.size());
  }

  /** How many turns have not been asked for. */
  synchronized int left() {
    return script.size();
  }

  private void serve(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!("Bearer " + KEY).equals(authorization)) {
      refuse(exchange, 401, "wrong key");
    } else if (!request.path("stream").asBoolean() || !isPaired(request.path("messages"))) {
      refuse(exchange, 400, "not a chat to be streamed: " + request);
    } else {
      play(exchange, next(request));
    }
  }

  private synchronized Turn next(JsonNode request) {
    requests.add(request);
    Turn turn = script.poll();
    return turn == null ? afterTheScript.apply(request) : turn;
  }

  /** Whether each call of a tool is answered at once and each answer was asked for. */
  private static boolean isPaired(JsonNode messages) {
    List<String> open = new ArrayList<>();
    for (JsonNode message : messages) {
      if (message.path("role").asText().equals("tool")) {
        if (!open.remove(message.path("tool_call_id").asText())) {
          return false;
        }
      } else if (!open.isEmpty()) {
        return false;
      }
      message.path("tool_calls").forEach(call -> open.add(call.path("id").asText()));
    }
    return open.isEmpty();
  }

  private static void play(HttpExchange exchange, Turn turn) throws IOException {
    if (turn instanceof Turn.Fails fails) {
      refuse(exchange, fails.status(), "as the script says");
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    for (String chunk : Chunks.of(turn)) {
      out.write(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    switch (turn) {
      case Turn.HangsUp how when !how.politely() ->
          // The server then closes the connection without the end of the chunked body.
          throw new IOException("hangs up, as the script says");
      case Turn.HangsUp how -> {}
      case Turn.Says says -> done(out);
      case Turn.Calls calls -> done(out);
      case Turn.Fails fails -> {}
    }
    exchange.close();
  }

  private static void done(OutputStream out) throws IOException {
    out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    byte[] body =
        JSON.writeValueAsBytes(Map.of("error", Map.of("message", why, "type", "scripted")));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
