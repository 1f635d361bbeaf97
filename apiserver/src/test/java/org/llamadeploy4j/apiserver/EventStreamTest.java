package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.EventOrigin;
import org.llamadeploy4j.protocol.EventWire;
import org.llamadeploy4j.protocol.TaskId;

class EventStreamTest {
  private static final String TASKS = "/deployments/shop/tasks";

  @TempDir private Path folder;
  private Api api;
  private ClaimedRun run;
  private String path = "";

  @BeforeEach
  void startARun() throws Exception {
    start(ApiServerSettings.defaults());
  }

  private void start(ApiServerSettings settings) throws Exception {
    api = Api.start(folder, settings);
    api.deploy("shop");
    HttpResponse<String> created = api.post(TASKS + "/create", Api.task(""));
    path =
        "%s/%s/events?session_id=%s"
            .formatted(TASKS, Api.field(created, "task_id"), Api.field(created, "session_id"));
    run = api.runs.claim();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theHeadersComeBeforeTheFirstEvent() throws Exception {
    HttpResponse<Stream<String>> stream = api.lines(path);

    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    api.runs.complete(run, "1");
    assertThat(stream.body()).containsExactly("{\"result\": 1}");
  }

  @Test
  void onlySoManyStreamsMayBeOpenAndOneThatEndsMakesRoom() throws Exception {
    stop();
    start(ApiServerSettings.defaults().withMaxStreams(1));
    HttpResponse<Stream<String>> first = api.lines(path);

    HttpResponse<String> refused = api.get(path);

    Api.assertError(refused, 429, "1 event streams are open, the most there may be");
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    api.runs.complete(run, "1");
    assertThat(first.body()).containsExactly("{\"result\": 1}");
    Awaitility.await().until(() -> api.get(path).statusCode() == 200);
  }

  @Test
  void eachEventComesWhenItIsPublished() throws Exception {
    Iterator<String> lines = api.lines(path).body().iterator();

    for (int i = 1; i <= 3; i++) {
      api.runs.publish(run, "Message", "{\"text\": \"message number %d\"}".formatted(i));
      assertThat(lines.next()).isEqualTo("{\"text\": \"message number %d\"}".formatted(i));
    }
    api.runs.complete(run, "\"done\"");
    assertThat(lines.next()).isEqualTo("{\"result\": \"done\"}");
    assertThat(lines.hasNext()).isFalse();
  }

  @Test
  void everyReaderGetsTheWholeStreamWheneverItComes() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> readers =
        IntStream.range(0, 5).mapToObj(_ -> api.getLater(path)).toList();
    api.runs.publish(run, "Message", "{\"text\": \"a\"}");
    CompletableFuture<HttpResponse<String>> later = api.getLater(path);
    api.runs.publish(run, "Message", "{\"text\": \"b\"}");
    api.runs.complete(run, "null");

    String whole = "{\"text\": \"a\"}\n{\"text\": \"b\"}\n{\"result\": null}\n";
    for (CompletableFuture<HttpResponse<String>> reader : readers) {
      assertThat(reader.get().body()).isEqualTo(whole);
    }
    assertThat(later.get().body()).isEqualTo(whole);
    assertThat(api.get(path).body()).isEqualTo(whole);
  }

  @Test
  void aLongStreamComesWholeAndInOrder() throws Exception {
    CompletableFuture<HttpResponse<String>> reader = api.getLater(path);
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      api.runs.publish(run, "Number", "{\"n\":" + i + "}");
      whole.append("{\"n\":").append(i).append("}\n");
    }
    api.runs.complete(run, "1");

    assertThat(reader.get().body()).isEqualTo(whole + "{\"result\": 1}\n");
    assertThat(api.get(path).body()).isEqualTo(whole + "{\"result\": 1}\n");
  }

  @Test
  void rawEventsCarryTheirNames() throws Exception {
    api.runs.publish(run, "shop.Message", "{\"text\": \"a\"}");
    api.runs.complete(run, "1");

    assertThat(api.get(path + "&raw_event=true").body())
        .isEqualTo(
            "{\"__is_pydantic\": true, \"value\": {\"text\": \"a\"},"
                + " \"qualified_name\": \"shop.Message\"}\n"
                + "{\"__is_pydantic\": true, \"value\": {\"result\": 1},"
                + " \"qualified_name\": \"workflows.events.StopEvent\"}\n");
  }

  @Test
  void internalEventsAreLeftOut() throws Exception {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    api.runs.publish(run, new EventEnvelope("StepStateChanged", List.of(), "", 0, true, body));
    api.runs.complete(run, "1");

    assertThat(api.get(path).body()).isEqualTo("{\"result\": 1}\n");
  }

  @Test
  void internalEventsComeToWhoeverAsksForThemAndEachLineSaysWhereItIsFrom() throws Exception {
    EventOrigin write = new EventOrigin(List.of(), "write", 4, 2);
    api.runs.publish(run, event("Word", write, false, "{\"text\":\"a\"}"));
    api.runs.publish(
        run,
        event(
            "AttemptSuperseded",
            EventOrigin.ENGINE,
            true,
            "{\"step_name\":\"write\",\"work_item\":4,\"attempt\":2}"));
    api.runs.complete(run, "1");

    assertThat(api.get(path + "&raw_event=true&include_internal=true").body().lines())
        .map(EventWire::readRaw)
        .satisfiesExactly(
            word -> assertThat(word.origin()).isEqualTo(write),
            superseded -> {
              assertThat(superseded.type()).isEqualTo("AttemptSuperseded");
              assertThat(superseded.origin()).isEqualTo(EventOrigin.ENGINE);
            },
            stop -> assertThat(stop.type()).isEqualTo("StopEvent"));
    assertThat(api.get(path + "&include_internal=true").body().lines())
        .contains(
            "{\"text\":\"a\", \"_origin\": {\"children\":[],\"step\":\"write\",\"work_item\":4,"
                + "\"attempt\":2}}");
    assertThat(api.get(path).body()).isEqualTo("{\"text\":\"a\"}\n{\"result\": 1}\n");
  }

  @Test
  void ofAChildWithoutBeingAskedOnlyItsQuestionsComeAndSayWhereTheyAreFrom() throws Exception {
    EventOrigin child =
        new EventOrigin(List.of(new EventOrigin.Child("research", "Research", 1)), "ask", 2, 1);
    api.runs.publish(run, event("Note", child, false, "{\"n\":1}"));
    api.runs.publish(run, event("Idle", child, true, "{}"));
    api.runs.publish(
        run,
        new EventEnvelope(
            "Question", List.of("InputRequiredEvent"), child, false, utf8("{\"q\":1}")));
    api.runs.complete(run, "1");

    String origin =
        "{\"children\":[{\"name\":\"research\",\"workflow\":\"Research\",\"work_item\":1}],"
            + "\"step\":\"ask\",\"work_item\":2,\"attempt\":1}";
    String question = "{\"q\":1, \"_origin\": " + origin + "}";
    String note = "{\"n\":1, \"_origin\": " + origin + "}";
    String engine = "{\"children\":[],\"step\":\"\",\"work_item\":0,\"attempt\":0}";
    String stop = "{\"result\": 1, \"_origin\": " + engine + "}";
    assertThat(api.get(path).body().lines()).containsExactly(question, "{\"result\": 1}");
    assertThat(api.get(path + "&include_children=true").body().lines())
        .containsExactly(note, question, stop);
    assertThat(api.get(path + "&include_internal=true").body().lines())
        .containsExactly(question, stop);
    assertThat(api.get(path + "&include_children=true&include_internal=true").body().lines())
        .containsExactly(note, "{\"_origin\": " + origin + "}", question, stop);
  }

  @Test
  void aRunIsToldWhenAReaderWantsItsInternalEventsAndOnlyThen() throws Exception {
    Queue<TaskId> watched = new ConcurrentLinkedQueue<>();
    TaskId task = run.claim().task();
    try (Signals.Subscription listening = watched(watched);
        Stream<String> plain = api.lines(path + "&include_children=true").body()) {
      assertThat(List.of(listening, plain)).doesNotContainNull();
      HttpResponse<String> other = api.post(TASKS + "/create", Api.task(""));
      assertThat(watched).isEmpty();

      try (Stream<String> internal = api.lines(path + "&include_internal=true").body()) {
        assertThat(internal).isNotNull();
        Awaitility.await().until(() -> watched.contains(task));
      }
      HttpResponse<String> asked = api.post(TASKS + "/create?include_internal=true", Api.task(""));

      Awaitility.await().until(() -> watched.contains(id(asked)));
      assertThat(watched).doesNotContain(id(other));
    }
  }

  private Signals.Subscription watched(Queue<TaskId> watched) {
    return api.messaging
        .signals()
        .onWatched(
            api.shard("shop"),
            told -> {
              if (told != null) {
                watched.add(told);
              }
            });
  }

  private static TaskId id(HttpResponse<String> created) {
    return new TaskId(Api.field(created, "task_id"));
  }

  @Test
  void aSwitchThatIsNeitherYesNorNoIsRefusedAndNothingIsMade() throws Exception {
    String before = api.get("/deployments/shop/sessions").body();

    HttpResponse<String> refused = api.post(TASKS + "/create?include_internal=maybe", Api.task(""));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("include_internal");
    assertThat(api.get("/deployments/shop/sessions").body()).isEqualTo(before);
    assertThat(api.get(path + "&include_children=2").statusCode()).isEqualTo(422);
  }

  private static EventEnvelope event(
      String type, EventOrigin origin, boolean internal, String json) {
    return new EventEnvelope(type, List.of(), origin, internal, utf8(json));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theStreamOfAFailedRunEnds() throws Exception {
    CompletableFuture<HttpResponse<String>> reader = api.getLater(path);
    api.runs.fail(run, "boom");

    assertThat(reader.get().body()).isEqualTo("{}\n");
  }

  @Test
  void aReaderThatLeavesHarmsNobody() throws Exception {
    try (Stream<String> gone = api.lines(path).body()) {
      assertThat(gone).isNotNull();
    }
    CompletableFuture<HttpResponse<String>> other = api.getLater(path);
    api.runs.publish(run, "Message", "{\"text\": \"a\"}");
    api.runs.complete(run, "1");

    assertThat(other.get().body()).isEqualTo("{\"text\": \"a\"}\n{\"result\": 1}\n");
  }

  @Test
  void aStreamThatCannotGoOnIsCutAndNotEnded() throws Exception {
    HttpResponse<Stream<String>> stream = api.lines(path);
    Iterator<String> lines = stream.body().iterator();
    api.runs.publish(run, "Message", "{\"text\": \"a\"}");
    assertThat(lines.next()).isEqualTo("{\"text\": \"a\"}");

    api.messaging.simulateOutage(true);

    assertThatThrownBy(lines::hasNext).isInstanceOf(RuntimeException.class);
    api.messaging.simulateOutage(false);
  }
}
