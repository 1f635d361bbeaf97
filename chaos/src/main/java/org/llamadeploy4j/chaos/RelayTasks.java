package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.util.ArrayList;
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
  static final String SERVICE = "relay";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Api api;

  RelayTasks(Api api) {
    this.api = api;
  }

  /** A task whose creation was answered with success. */
  record Handle(Relays deployment, String task, String session) {
    private String path(String what) {
      return deployment.path() + "/tasks/" + task + what;
    }

    private String inSession(String what) {
      return path(what) + "?session_id=" + session;
    }
  }

  /** A new session's id, if there is one. */
  Optional<String> createSession(Relays deployment) throws IOException, InterruptedException {
    Answer answer = api.post(deployment.path() + "/sessions/create", "");
    return answer.isOk() ? Optional.of(text(answer, "session_id")) : Optional.empty();
  }

  /**
   * Creates a task.
   *
   * @return the answer as it came
   */
  Answer create(Wish wish) throws IOException, InterruptedException {
    Map<String, Object> input =
        Map.of(
            "number",
            wish.number(),
            "pause",
            wish.pause(),
            "ask",
            wish.ask(),
            "fail",
            wish.course() == Course.RETRY);
    String body = JSON.writeValueAsString(Map.of("input", JSON.writeValueAsString(input)));
    String query = wish.session().isEmpty() ? "" : "?session_id=" + wish.session();
    return api.post(wish.deployment().path() + "/tasks/create" + query, body, wish.key());
  }

  /** Reads what {@link #create} answered with success. */
  Handle handle(Wish wish, Answer created) {
    return new Handle(wish.deployment(), text(created, "task_id"), text(created, "session_id"));
  }

  /**
   * Sends a task what it waits for; may be sent again.
   *
   * @param attempt each attempt of a task that is retried waits for one of its own, from 1
   */
  Answer go(Handle handle, int number, int attempt) throws IOException, InterruptedException {
    String event =
        JSON.writeValueAsString(
            Map.of(
                "__is_pydantic", true, "qualified_name", "Go", "value", Map.of("number", number)));
    String body = JSON.writeValueAsString(Map.of("service_id", SERVICE, "event_obj_str", event));
    return api.post(handle.inSession("/events"), body, "go-" + number + "-" + attempt);
  }

  /** Cancels a task; may be sent again. */
  Answer cancel(Handle handle) throws IOException, InterruptedException {
    return api.post(handle.path("/cancel"), "");
  }

  /** Has a task begin anew; {@link #attempts} tells whether that was done if no answer came. */
  Answer retry(Handle handle) throws IOException, InterruptedException {
    return api.post(handle.path("/retry"), "");
  }

  /** How often a task was begun, if that was answered. */
  Optional<Integer> attempts(Handle handle) throws IOException, InterruptedException {
    Answer answer = api.get(handle.path(""));
    return answer.isOk()
        ? Optional.of(tree(answer.body()).path("attempts").asInt())
        : Optional.empty();
  }

  Answer result(Handle handle) throws IOException, InterruptedException {
    return api.get(handle.inSession("/results"));
  }

  /** Whether {@link #result} said that the task was cancelled. */
  static boolean isCancelled(Answer answer) {
    return answer.status() == 500 && answer.body().contains("cancelled on request");
  }

  /** Whether {@link #result} said that the task failed as it was told to. */
  static boolean isFailedAsTold(Answer answer) {
    return answer.status() == 500 && answer.body().contains("was told to fail");
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

  /** The events of a task that has ended, attempt by attempt, if they were answered. */
  Optional<List<List<Passed>>> stream(Handle handle) throws IOException, InterruptedException {
    Answer answer = api.get(handle.inSession("/events") + "&raw_event=true");
    if (!answer.isOk()) {
      return Optional.empty();
    }
    List<List<Passed>> attempts = new ArrayList<>(List.of(new ArrayList<>()));
    answer
        .body()
        .lines()
        .map(RelayTasks::tree)
        .forEach(event -> {
          JsonNode value = event.path("value");
          if (event.path("qualified_name").asString("").equals("RunRetried")) {
            attempts.add(new ArrayList<>());
          } else if (value.has("mark")) {
            attempts
                .getLast()
                .add(new Passed(value.path("step").asInt(), value.path("mark").asString()));
          }
        });
    return Optional.of(attempts.stream().map(List::copyOf).toList());
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
