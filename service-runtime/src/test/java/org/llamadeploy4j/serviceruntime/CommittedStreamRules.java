package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.serviceruntime.RuntimeScene.patiently;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.StreamMode;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.CutOff.AfterCommit;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;

/** What readers of committed streams see while runtimes are lost, on any messaging. */
abstract class CommittedStreamRules extends OnStage {
  private static final List<String> ONCE_OF_THE_FIRST =
      List.of("{\"text\":\"one\",\"attempt\":1}", "{\"text\":\"two\",\"attempt\":1}");

  @SuppressWarnings("NullAway.Init") // set before each test
  private CutOff line;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path gate;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path log;

  @BeforeEach
  void prepare() {
    line = new CutOff(messaging);
    gate = folder.resolve("gate");
    log = folder.resolve("log");
    scene.runtime("a", line.messaging(), RuntimeSettings.Limits.DEFAULT);
    scene.runtime("b");
  }

  /** Live on the runtime whose line can be cut, and then on the other one as well. */
  private Deployed deploy(StreamMode mode) {
    ServiceVersion made =
        scene.version(
            "telling", Flows.TELLING, Map.of("GATE", gate.toString(), "LOG", log.toString()));
    return scene.deploy(
        "a", new ServiceVersion(made.id(), made.spec().with(mode), made.artifact()));
  }

  private void alsoOnTheOther(Deployed telling) {
    scene.assign(telling, "b", telling.version(), true);
    scene.awaitLoaded("b", telling.version());
  }

  private List<String> words(Deployed telling, TaskId task) {
    return scene.events(telling, task).stream()
        .filter(event -> event.type().equals("Word"))
        .map(event -> RuntimeScene.text(event.json()))
        .toList();
  }

  private void awaitAttempts(int count) {
    patiently().until(() -> Files.exists(log) && Files.readAllLines(log).size() >= count);
  }

  @Test
  void ofAnAttemptThatIsLostBeforeItsCommitNothingIsSeen() throws Exception {
    Deployed telling = deploy(StreamMode.COMMITTED);
    TaskId task = scene.submit(telling, "{}");
    awaitAttempts(1);
    alsoOnTheOther(telling);

    line.cut(true);
    awaitAttempts(2);
    assertThat(words(telling, task)).isEmpty();
    Files.createFile(gate);

    assertThat(scene.result(telling, task)).isEqualTo("\"told\"");
    assertThat(words(telling, task))
        .containsExactly("{\"text\":\"one\",\"attempt\":2}", "{\"text\":\"two\",\"attempt\":2}");
  }

  @Test
  void ofARuntimeThatIsLostAfterItsCommitTheWordsAreSeenOnce() throws Exception {
    Deployed telling = deploy(StreamMode.COMMITTED);
    TaskId task = scene.submit(telling, "{}");
    awaitAttempts(1);
    alsoOnTheOther(telling);

    line.afterCommit(AfterCommit.CUT);
    Files.createFile(gate);

    assertThat(scene.result(telling, task)).isEqualTo("\"told\"");
    assertThat(words(telling, task)).isEqualTo(ONCE_OF_THE_FIRST);
    assertThat(Files.readAllLines(log)).as("attempts").containsExactly("1");
  }

  @Test
  void aCommitThatIsMadeAgainSinceItsReplyWasLostShowsTheWordsOnce() throws Exception {
    Deployed telling = deploy(StreamMode.COMMITTED);
    TaskId task = scene.submit(telling, "{}");
    awaitAttempts(1);

    line.afterCommit(AfterCommit.NO_REPLY);
    Files.createFile(gate);

    assertThat(scene.result(telling, task)).isEqualTo("\"told\"");
    assertThat(words(telling, task)).isEqualTo(ONCE_OF_THE_FIRST);
  }

  /** What the other tests are measured against. */
  @Test
  void aLiveStreamShowsTheAttemptThatWasLostAsWell() throws Exception {
    Deployed telling = deploy(StreamMode.LIVE);
    TaskId task = scene.submit(telling, "{}");
    awaitAttempts(1);
    patiently().until(() -> words(telling, task).equals(ONCE_OF_THE_FIRST));
    alsoOnTheOther(telling);

    line.cut(true);
    awaitAttempts(2);
    Files.createFile(gate);

    assertThat(scene.result(telling, task)).isEqualTo("\"told\"");
    assertThat(words(telling, task))
        .hasSize(4)
        .startsWith(ONCE_OF_THE_FIRST.toArray(new String[0]));
  }
}
