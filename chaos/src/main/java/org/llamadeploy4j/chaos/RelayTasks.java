package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamadeploy4j.chaos.Api.Answer;
import org.llamadeploy4j.chaos.Told.Passed;
import org.llamadeploy4j.chaos.Told.Result;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Asks for tasks of the relay and reads the answers. Thread-safe. Every method throws {@link
 * IOException} where no answer came.
 */
final class RelayTasks {
  static final String DEPLOYMENT = "Chaos";
  private static final String PATH = "/deployments/" + DEPLOYMENT;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Api api;

  RelayTasks(Api api) {
    this.api = api;
  }

  /** A task whose creation was answered with success. */
  record Handle(String task, String session) {
    private String path(String what) {
      return PATH + "/tasks/" + task + what + "?session_id=" + session;
    }
  }

  /** A new session's id, if there is one. */
  Optional<String> createSession() throws IOException, InterruptedException {
    Answer answer = api.post(PATH + "/sessions/create", "");
    return answer.isOk() ? Optional.of(text(answer, "session_id")) : Optional.empty();
  }

  /**
   * What to ask for.
   *
   * @param number names it in logs
   * @param pause whether it sleeps, for so long that it is parked
   * @param ask whether it waits until {@link #go} is called
   * @param session empty: one of its own
   * @param key its idempotency key; empty: none
   */
  record Wish(int number, boolean pause, boolean ask, String session, String key) {}

  /**
   * Creates a task.
   *
   * @return the answer as it came
   */
  Answer create(Wish wish) throws IOException, InterruptedException {
    String input =
        "{\"number\": %d, \"pause\": %b, \"ask\": %b}"
            .formatted(wish.number(), wish.pause(), wish.ask());
    String body = JSON.writeValueAsString(Map.of("input", input));
    String query = wish.session().isEmpty() ? "" : "?session_id=" + wish.session();
    return api.post(PATH + "/tasks/create" + query, body, wish.key());
  }

  /** Reads what {@link #create} answered with success. */
  Handle handle(Answer created) {
    return new Handle(text(created, "task_id"), text(created, "session_id"));
  }

  /** Sends a task what it waits for; may be sent again. */
  Answer go(Handle handle, int number) throws IOException, InterruptedException {
    String event =
        JSON.writeValueAsString(
            Map.of(
                "__is_pydantic", true, "qualified_name", "Go", "value", Map.of("number", number)));
    String body = JSON.writeValueAsString(Map.of("service_id", "relay", "event_obj_str", event));
    return api.post(handle.path("/events"), body, "go-" + number);
  }

  Answer result(Handle handle) throws IOException, InterruptedException {
    return api.get(handle.path("/results"));
  }

  /** Reads what {@link #result} answered with success. */
  Result read(Answer answered) {
    JsonNode done = tree(text(answered, "result"));
    return new Result(
        done.path("number").asInt(),
        done.path("marks").valueStream().map(JsonNode::asString).toList(),
        done.path("count").asInt(),
        done.path("previous").asInt());
  }

  /** The events of a task that has ended, if they were answered. */
  Optional<List<Passed>> stream(Handle handle) throws IOException, InterruptedException {
    Answer answer = api.get(handle.path("/events"));
    return answer.isOk()
        ? Optional.of(
            answer
                .body()
                .lines()
                .map(RelayTasks::tree)
                .filter(event -> event.has("mark"))
                .map(event -> new Passed(event.path("step").asInt(), event.path("mark").asString()))
                .toList())
        : Optional.empty();
  }

  private static String text(Answer answer, String field) {
    return tree(answer.body()).path(field).asString("");
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException e) {
      throw new ChaosException("the answer is not JSON: " + json, e);
    }
  }
}
