package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.serviceruntime.RuntimeScene.patiently;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.JournalMode;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/** What becomes of long runs whose deployment keeps short journals, on any messaging. */
abstract class CompactedHostingRules extends OnStage {
  private static final RuntimeId INSPECTOR = new RuntimeId("inspector");
  private static final int STOP = 900;
  private static final int STEPS = 1_000;

  /** A snapshot, the ticks after it, and those of the commit that would have made the next one. */
  private static final int MOST_ENTRIES = 2 * Compaction.MIN_TICKS;

  @SuppressWarnings("NullAway.Init") // set before each test
  private CutOff line;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path gate;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path log;

  private int claims;

  @BeforeEach
  void prepare() {
    line = new CutOff(messaging);
    gate = folder.resolve("gate");
    log = folder.resolve("log");
  }

  private ServiceVersion version(String service, byte[] zip, JournalMode mode) {
    ServiceVersion made =
        scene.version(service, zip, Map.of("GATE", gate.toString(), "LOG", log.toString()));
    return new ServiceVersion(made.id(), made.spec().with(mode), made.artifact());
  }

  /** A run that stands at its step {@link #STOP} in a runtime whose line can be cut. */
  private TaskId climbing(Deployed climbing) {
    TaskId task = scene.submit(climbing, "{\"steps\": %d, \"stop\": %d}".formatted(STEPS, STOP));
    awaitAttempts(1);
    return task;
  }

  private Deployed deployClimbing(JournalMode mode) {
    scene.runtime("a", line.messaging(), RuntimeSettings.Limits.DEFAULT);
    return scene.deploy("a", version("climbing", Flows.CLIMBING, mode));
  }

  private void awaitAttempts(int count) {
    patiently().until(() -> Files.exists(log) && Files.readAllLines(log).size() >= count);
  }

  /** The run as its next owner gets it, once its lease has lapsed. */
  private ClaimedRun claimed(Deployed deployed) {
    List<ClaimedRun> found = new ArrayList<>();
    patiently()
        .until(() -> {
          messaging.runs().takeover(deployed.shard(), 9);
          found.addAll(messaging.runs().claim(wish(deployed)));
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private ClaimRequest wish(Deployed deployed) {
    return new ClaimRequest(
        deployed.shard(),
        deployed.version().spec().id(),
        deployed.version().id(),
        true,
        WorkflowProgram.REDUCER,
        INSPECTOR,
        Duration.ofMinutes(1),
        1,
        "inspects-" + ++claims);
  }

  private void goOnElsewhere(Deployed deployed) {
    messaging.runs().release(deployed.shard(), INSPECTOR);
    scene.assign(deployed, "b", deployed.version(), true);
    scene.runtime("b");
    scene.awaitLoaded("b", deployed.version());
  }

  @Test
  void aLongRunWhoseRuntimeIsLostGoesOnFromAShortJournalAndEndsOnce() throws Exception {
    Deployed climbing = deployClimbing(JournalMode.COMPACT);
    TaskId task = climbing(climbing);
    line.cut(true);

    ClaimedRun left = claimed(climbing);
    assertThat(left.journalLength()).isGreaterThanOrEqualTo(STOP);
    assertThat(left.journal()).hasSizeLessThan(MOST_ENTRIES);
    assertThat(left.journal().getFirst()[0]).as("version of its first entry").isEqualTo((byte) 2);
    goOnElsewhere(climbing);
    awaitAttempts(2);
    Files.createFile(gate);

    assertThat(scene.result(climbing, task)).isEqualTo("" + STEPS);
    assertThat(scene.events(climbing, task))
        .filteredOn(event -> event.type().equals("StopEvent"))
        .hasSize(1);
    assertThat(Files.readAllLines(log)).as("attempts").containsExactly("1", "2");
  }

  /** What the test before is measured against. */
  @Test
  void aWholeJournalKeepsEveryTick() {
    Deployed climbing = deployClimbing(JournalMode.WHOLE);
    climbing(climbing);
    line.cut(true);

    ClaimedRun left = claimed(climbing);
    assertThat(left.journalLength()).isGreaterThanOrEqualTo(STOP);
    assertThat(left.journal()).hasSize(left.journalLength());
    assertThat(left.journal()).allSatisfy(tick -> assertThat(tick[0]).isEqualTo((byte) 1));
  }

  @Test
  void aCommitWithASnapshotWhoseReplyIsLostIsMadeOnce() throws Exception {
    Deployed climbing = deployClimbing(JournalMode.COMPACT);
    Files.createFile(gate);
    line.afterSnapshot(CutOff.AfterCommit.NO_REPLY);
    TaskId task = climbing(climbing);

    assertThat(scene.result(climbing, task)).isEqualTo("" + STEPS);
    assertThat(line.isSet()).as("a reply that is still to be lost").isFalse();
  }

  @Test
  void aRuntimeThatIsLostJustAfterASnapshotWasStoredHasLostNothing() throws Exception {
    Deployed climbing = deployClimbing(JournalMode.COMPACT);
    Files.createFile(gate);
    line.afterSnapshot(CutOff.AfterCommit.CUT);
    TaskId task = scene.submit(climbing, "{\"steps\": %d, \"stop\": 0}".formatted(STEPS));
    patiently().until(() -> !line.isSet());

    ClaimedRun left = claimed(climbing);
    assertThat(left.journalLength()).isGreaterThan(Compaction.MIN_TICKS);
    assertThat(left.journal()).hasSizeLessThan(5);
    goOnElsewhere(climbing);

    assertThat(scene.result(climbing, task)).isEqualTo("" + STEPS);
  }

  @Test
  void aRunThatIsParkedAgainAndAgainHasAShortJournalAndTheSameResult() {
    ServiceRuntime first = scene.parkingRuntime("a");
    Deployed quiz = scene.deploy("a", version("quiz", Flows.QUIZ, JournalMode.COMPACT));
    TaskId task = scene.submit(quiz, "{\"questions\": 12}");
    for (int i = 0; i < 11; i++) {
      awaitParked(first, quiz, task);
      answer(quiz, task);
    }
    awaitParked(first, quiz, task);
    first.stop();
    answer(quiz, task);

    ClaimedRun left = claimed(quiz);
    assertThat(left.journal().getFirst()[0]).as("version of its first entry").isEqualTo((byte) 2);
    assertThat(left.journal()).hasSizeLessThan(left.journalLength() / 2);
    goOnElsewhere(quiz);

    assertThat(scene.result(quiz, task)).isEqualTo("12");
  }

  /** Waits until the run waits and its runtime holds nothing of it. */
  private void awaitParked(ServiceRuntime runtime, Deployed quiz, TaskId task) {
    patiently()
        .until(() ->
            runtime.status().waiting() == 0
                && runtime.status().running() == 0
                && scene.task(quiz, task).status() == RunStatus.WAITING);
  }

  private void answer(Deployed quiz, TaskId task) {
    scene.answer(quiz, task, "{\"response\": \"yes\"}");
  }

  @Test
  void aRunWithADamagedSnapshotFailsByNameAndOthersGoOn() throws Exception {
    Deployed climbing = deployClimbing(JournalMode.COMPACT);
    TaskId task = climbing(climbing);
    line.cut(true);

    ClaimedRun left = claimed(climbing);
    byte[] snapshot = left.journal().getFirst().clone();
    snapshot[snapshot.length / 2] ^= 1;
    CommitRequest damaging =
        new CommitRequest(
            left.claim(),
            "damages",
            left.journalLength(),
            List.of(),
            List.of(),
            0,
            false,
            false,
            snapshot);
    assertThat(messaging.runs().commit(damaging)).isInstanceOf(CommitReply.Committed.class);
    Files.createFile(gate);
    goOnElsewhere(climbing);

    assertThat(scene.failure(climbing, task))
        .contains("\"code\":\"journal_unreadable\"", task.value(), "snapshot", "damaged");
    TaskId good = scene.submit(climbing, "{\"steps\": 3, \"stop\": 2}");
    assertThat(scene.result(climbing, good)).isEqualTo("3");
  }
}
