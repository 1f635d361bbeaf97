package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.dist.Rest.Answer;
import org.llamadeploy4j.protocol.ProtocolJson;

/** What users see of deployments that show only what committed. */
final class CommittedStreamIT {
  private static final Path FILE = Path.of("src/test/resources/deployed/committed.yml");

  @TempDir static Path folder;
  private static Program server;
  private static Rest rest;

  @BeforeAll
  static void startTheServer() throws Exception {
    server = Program.start(folder, "serve", "--port", "0").awaitOutput("Logs");
    rest = new Rest(server.api());
    assertThat(rest.deploy(FILE)).isEqualTo(new Answer(200, "{\"name\":\"Committed\"}"));
  }

  @AfterAll
  static void stopTheServer() {
    assertThat(server.terminate().err()).isEmpty();
  }

  /** The lines of the stream of a new task, to its end. */
  private static List<String> events(String deployment) throws Exception {
    String tasks = "/deployments/" + deployment + "/tasks";
    Answer created =
        rest.post(tasks + "/create", "{\"service_id\": \"chapters\", \"input\": \"\"}");
    assertThat(created.status()).as(created.body()).isEqualTo(200);
    Map<?, ?> task = ProtocolJson.read(created.body().getBytes(StandardCharsets.UTF_8), Map.class);
    Answer events =
        rest.get(
            "%s/%s/events?session_id=%s"
                .formatted(tasks, task.get("task_id"), task.get("session_id")));
    assertThat(events.status()).as(events.body()).isEqualTo(200);
    return events.body().lines().toList();
  }

  @Test
  void theWordsOfAnAttemptThatFailedAreNotOnTheStream() throws Exception {
    List<String> lines = events("Committed");

    assertThat(lines.subList(0, lines.size() - 1))
        .containsExactlyInAnyOrder(
            "{\"chapter\":1,\"attempt\":1}", "{\"chapter\":2,\"attempt\":2}");
    assertThat(lines.getLast()).isEqualTo("{\"result\":2}");
  }

  @Test
  void aReloadChangesTheModeAndAWordThatIsNoModeChangesNothing() throws Exception {
    String committed = Files.readString(FILE).replace("name: Committed", "name: Reloaded");
    String lost = "{\"chapter\":2,\"attempt\":1}";
    String from = Rest.from(FILE.resolveSibling("."));
    assertThat(rest.deploy(committed, from).status()).isEqualTo(200);
    assertThat(events("Reloaded")).doesNotContain(lost);

    String live = committed.replace("stream: committed", "stream: live");
    assertThat(rest.deploy(live, from + "&reload=true").status()).isEqualTo(200);
    // A runtime may claim for the version before until it has heard of the new one.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(events("Reloaded")).contains(lost));

    String wrong = committed.replace("stream: committed", "stream: commited");
    Answer refused = rest.deploy(wrong, from + "&reload=true");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body())
        .contains(
            "5:9: stream: is 'commited'; expected one of live, committed; did you mean"
                + " 'committed'?");
    assertThat(events("Reloaded")).contains(lost);
  }
}
