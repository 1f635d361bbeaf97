package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.Rest.Answer;
import org.llamadeploy4j.protocol.EventOrigin;
import org.llamadeploy4j.protocol.EventWire;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunEvent;

/** What the engine does within a process, and users of deployed services get as well. */
final class DeployedRunsIT {
  private static final Path FILE = Path.of("src/test/resources/deployed/deployment.yml");
  private static final String TASKS = "/deployments/Deployed/tasks";
  private static final String RAW = "&raw_event=true";
  private static final String INTERNAL = "&include_internal=true";
  private static final String CHILDREN = "&include_children=true";

  @TempDir static Path folder;
  private static Program server;
  private static Rest rest;

  @BeforeAll
  static void startTheServer() throws Exception {
    server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs");
    rest = new Rest(server.api());
    assertThat(rest.deploy(FILE)).isEqualTo(new Answer(200, "{\"name\":\"Deployed\"}"));
  }

  @AfterAll
  static void stopTheServer() {
    assertThat(server.terminate().err()).isEmpty();
  }

  /** A task in its session. */
  private record Task(String id, String session) {
    String path(String what) {
      return "%s/%s/%s?session_id=%s".formatted(TASKS, id, what, session);
    }
  }

  private static Task create(String service, String input, String query) throws Exception {
    Map<String, String> body = Map.of("service_id", service, "input", input);
    Answer created = rest.post(TASKS + "/create" + query, json(body));
    assertThat(created.status()).as(created.body()).isEqualTo(200);
    Map<?, ?> fields =
        ProtocolJson.read(created.body().getBytes(StandardCharsets.UTF_8), Map.class);
    return new Task(
        String.valueOf(fields.get("task_id")), String.valueOf(fields.get("session_id")));
  }

  private static Task trip() throws Exception {
    return create("trip", "{\"city\": \"Rome\"}", "");
  }

  private static String json(Object value) {
    return new String(ProtocolJson.write(value), StandardCharsets.UTF_8);
  }

  private static Answer send(Task task, String type, String value, @Nullable String step)
      throws IOException, InterruptedException {
    Map<String, String> body = new HashMap<>();
    body.put("service_id", "trip");
    body.put(
        "event_obj_str",
        "{\"__is_pydantic\": true, \"qualified_name\": \"%s\", \"value\": %s}"
            .formatted(type, value));
    if (step != null) {
      body.put("step", step);
    }
    return rest.post(task.path("events"), json(body));
  }

  private static void accepted(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static List<RunEvent> events(Task task, String switches) throws Exception {
    Answer answer = rest.get(task.path("events") + RAW + switches);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body().lines().map(EventWire::readRaw).toList();
  }

  private static RunEvent next(Iterator<String> lines, String type) {
    RunEvent event = EventWire.readRaw(lines.next());
    while (!event.type().equals(type)) {
      event = EventWire.readRaw(lines.next());
    }
    return event;
  }

  private static String body(RunEvent event) {
    return new String(event.json(), StandardCharsets.UTF_8);
  }

  private static EventOrigin origin(RunEvent event) {
    return Objects.requireNonNull(event.origin(), () -> "no origin: " + event.type());
  }

  @Test
  void aQuestionOfAChildSaysWhereItIsFromAndItsAnswerIsAddressedToTheChild() throws Exception {
    Task task = trip();
    try (Stream<String> plain = rest.lines(task.path("events"))) {
      Iterator<String> lines = plain.iterator();
      assertThat(lines.next())
          .startsWith(
              "{\"text\":\"room in Rome?\", \"_origin\": {\"children\":[{\"name\":\"hotel\",")
          .contains("\"workflow\":\"Hotel\"", "\"step\":\"pick\"");

      assertThat(send(task, "Answer", "{\"room\": \"12\"}", null).body())
          .contains("event 'Answer' does not fit: field 'yes' is missing");
      assertThat(send(task, "Answer", "{\"room\": \"12\"}", "hotel/pik"))
          .isEqualTo(
              new Answer(
                  422,
                  "{\"detail\":\"no child of the workflow has a step 'pik'; children have [look,"
                      + " pick]; did you mean 'pick'?\"}"));
      accepted(send(task, "Answer", "{\"room\": \"12\"}", "hotel/pick"));

      assertThat(lines.next()).isEqualTo("{\"text\":\"book 12?\"}");
      accepted(send(task, "Answer", "{\"yes\": true}", "confirm"));
      assertThat(lines.next()).isEqualTo("{\"result\":\"12: true\"}");
      assertThat(lines.hasNext()).isFalse();
    }

    assertThat(events(task, ""))
        .extracting(RunEvent::type)
        .containsExactly("Which", "Confirm", "StopEvent");
    List<RunEvent> all = events(task, CHILDREN);
    assertThat(all)
        .extracting(RunEvent::type)
        .containsExactly("Note", "Which", "Confirm", "StopEvent");
    EventOrigin note = origin(all.getFirst());
    assertThat(note.step()).isEqualTo("look");
    assertThat(note.attempt()).isEqualTo(1);
    assertThat(note.children())
        .singleElement()
        .satisfies(child -> assertThat(child.name()).isEqualTo("hotel"))
        .satisfies(child -> assertThat(child.workflow()).isEqualTo("Hotel"));
    assertThat(origin(all.getLast()).children()).isEmpty();
  }

  @Test
  void whatAStepWillWaitForIsKeptFromBeforeItsWait() throws Exception {
    Task task = create("till", "", "");
    try (Stream<String> lines = rest.lines(task.path("events") + RAW)) {
      next(lines.iterator(), "Ready");
    }
    accepted(send(task, "Paid", "{\"cents\": 1}", null));
    accepted(send(task, "Paid", "{\"cents\": 2}", "count"));
    accepted(send(task, "Open", "{}", null));

    assertThat(rest.get(task.path("results")).body()).contains("\"result\":\"1 and 2\"");
  }

  @Test
  void aReaderWhoAsksSeesInternalEventsFromThenOnAndOthersNever() throws Exception {
    Task task = trip();
    try (Stream<String> before = rest.lines(task.path("events") + RAW)) {
      next(before.iterator(), "Which");
    }
    try (Stream<String> internal = rest.lines(task.path("events") + RAW + INTERNAL)) {
      Iterator<String> lines = internal.iterator();
      assertThat(next(lines, "Which").origin()).isNotNull();

      accepted(send(task, "Answer", "{\"room\": \"12\"}", "hotel/pick"));
      RunEvent running = next(lines, "StepStateChanged");
      assertThat(body(running)).contains("\"name\":\"hotel\"", "\"step_state\":\"running\"");
      next(lines, "WorkflowIdleEvent");
      accepted(send(task, "Note", "{\"text\": \"nobody takes it\"}", null));
      assertThat(body(next(lines, "UnhandledEvent"))).contains("\"event_type\":\"Note\"");
      accepted(send(task, "Answer", "{\"yes\": false}", "confirm"));
      next(lines, "StopEvent");
      assertThat(lines.hasNext()).isFalse();
    }

    assertThat(events(task, INTERNAL))
        .extracting(RunEvent::type)
        .startsWith("Which", "StepStateChanged")
        .contains("WorkflowIdleEvent", "UnhandledEvent")
        .endsWith("StopEvent");
    assertThat(events(task, CHILDREN))
        .extracting(RunEvent::type)
        .containsExactly("Note", "Which", "Confirm", "StopEvent");
  }

  @Test
  void aRunThatNobodyReadsAlongWithTellsNothingOfItsSteps() throws Exception {
    Task task = trip();
    accepted(send(task, "Answer", "{\"room\": \"12\"}", "hotel/pick"));
    accepted(send(task, "Answer", "{\"yes\": false}", "confirm"));
    assertThat(rest.get(task.path("results")).body()).contains("12: false");

    assertThat(events(task, INTERNAL))
        .extracting(RunEvent::type)
        .containsExactly("Which", "Confirm", "StopEvent");
  }

  @Test
  void aTaskMadeWithInternalEventsHasThemFromItsFirstStepAndSaysWhichAttemptIsVoid()
      throws Exception {
    Task task = create("chapters", "", "?include_internal=true");
    assertThat(rest.get(task.path("results")).body()).contains("\"result\":\"2\"");

    List<RunEvent> all = events(task, INTERNAL);
    List<RunEvent> words = new ArrayList<>();
    for (RunEvent event : all) {
      if (event.type().equals("Word")) {
        words.add(event);
      } else if (event.type().equals("AttemptSuperseded")) {
        Map<?, ?> attempt = ProtocolJson.read(event.json(), Map.class);
        assertThat(attempt.get("step_name")).isEqualTo("write");
        long item = ((Number) Objects.requireNonNull(attempt.get("work_item"))).longValue();
        words.removeIf(word ->
            origin(word).workItem() == item
                && Objects.equals(attempt.get("attempt"), origin(word).attempt()));
      }
    }
    assertThat(body(all.getFirst())).contains("\"name\":\"split\"");
    assertThat(words)
        .extracting(DeployedRunsIT::body)
        .containsExactlyInAnyOrder(
            "{\"chapter\":1,\"attempt\":1}", "{\"chapter\":2,\"attempt\":2}");
  }

  @Test
  void runsOfAServiceThatAllowsOneAtATimeWaitForEachOther() throws Exception {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tasks.add(create("narrow", "", ""));
    }

    for (Task task : tasks) {
      assertThat(rest.get(task.path("results")).body()).contains("\"result\":\"1\"");
    }
  }
}
