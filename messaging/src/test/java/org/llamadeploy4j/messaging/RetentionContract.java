package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.list;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/** What ended runs hold is counted exactly, and is bounded in bytes. */
abstract class RetentionContract {
  static final int MAX_BYTES = 100_000;
  private static final int RUNS = 1_000;
  private static final int BATCH = 4;
  private static final int LARGE = 10_000;

  Scene scene = new Scene(new TwinFixture());

  /** A fresh, empty store. */
  abstract StoreFixture fixture(Retention retention);

  @BeforeEach
  void open() {
    scene = new Scene(fixture(new Retention(RUNS, Duration.ofDays(1), MAX_BYTES, BATCH)));
  }

  /** Begins anew with other bounds. */
  final void reopen(Retention retention) {
    scene.fixture.close();
    scene = new Scene(fixture(retention));
  }

  @AfterEach
  void close() {
    scene.fixture.close();
  }

  @Test
  void manyLargeResultsStayWithinTheBoundAndTheNewestAreThere() {
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tasks.add(ended(LARGE));
      assertThat(kept().total()).isLessThanOrEqualTo(MAX_BYTES);
    }
    List<TaskId> stay = tasks.subList(tasks.size() - kept().noted().size(), tasks.size());
    assertThat(stay).hasSizeBetween(7, 9);
    assertThat(scene.runs.tasks(SHARD, 99))
        .extracting(TaskView::task)
        .containsExactlyInAnyOrderElementsOf(stay);
    assertThat(stay).allSatisfy(task -> assertThat(result(task)).hasSize(LARGE));
    String dump = scene.fixture.dump().replaceAll(".*:claims:.*", "");
    tasks.removeAll(stay);
    assertThat(tasks).allSatisfy(gone -> assertThat(dump).doesNotContain(gone.value()));
  }

  @Test
  void smallOnesStayAsManyAsTheyAre() {
    for (int i = 0; i < 80; i++) {
      ended(10);
    }
    assertThat(kept().noted()).hasSize(80);
    assertThat(kept().total()).isBetween(80 * 640L, 80 * 700L);
  }

  @Test
  void beyondTheBoundSomeMoreRoomIsMade() {
    for (int i = 0; i < 200; i++) {
      ended(10);
      if (kept().noted().size() <= i) {
        assertThat(kept().total()).isBetween(MAX_BYTES * 62L / 64, MAX_BYTES * 63L / 64);
        return;
      }
    }
    throw new AssertionError("200 runs were kept: " + kept().total() + " bytes");
  }

  @Test
  void oneEndRemovesTwoBatchesAtMost() {
    for (int i = 0; i < 40; i++) {
      ended(10);
    }
    ended(MAX_BYTES - 10_000);
    assertThat(kept().noted()).hasSize(41 - 2 * BATCH);
    ended(10);
    assertThat(kept().noted()).hasSize(42 - 4 * BATCH);
  }

  @Test
  void aRunThatIsTooLargeAloneStaysUntilTheNextOneEnds() {
    ended(10);
    TaskId huge = ended(2 * MAX_BYTES);
    assertThat(scene.runs.tasks(SHARD, 9)).extracting(TaskView::task).containsExactly(huge);
    assertThat(result(huge)).hasSize(2 * MAX_BYTES);
    TaskId next = ended(10);
    assertThat(scene.runs.tasks(SHARD, 9)).extracting(TaskView::task).containsExactly(next);
    kept();
  }

  @Test
  void allThatARunKeepsCounts() {
    long least = sizeOf(ended(0));
    TaskId task = scene.newTask();
    scene.runs.submit(
        new SubmitRequest(
            SHARD, task, Scene.ECHO, null, bytes("i".repeat(700)), new SubmitLimits(9, 9), ""));
    RunClaim claim = scene.claimOne(R1).claim();
    scene.runs.deliver(scene.event(task, "id-1", "e".repeat(30)));
    CommitRequest commit =
        new CommitRequest(claim, "op", 0, list("t".repeat(500)), list("e".repeat(400)), 1, false);
    scene.runs.commit(commit);
    scene.runs.commit(commit);
    publish(claim, 1, "p".repeat(200), "q".repeat(100));
    publish(claim, 2, "q".repeat(100), "r".repeat(60));
    scene.runs.park(scene.park(claim, 1, null));
    scene.cancel(task);
    int end = StoredEnd.CANCELLED.result().length + StoredEnd.CANCELLED.event().length;
    int payloads = 700 - "{}".length() + 500 + 400 + 200 + 100 + 60 + end;
    assertThat(sizeOf(task) - least).isEqualTo(payloads + 6 * 16 + 128);
  }

  private void publish(RunClaim claim, long first, String... events) {
    PublishReply reply =
        scene
            .runs
            .publish(new PublishRequest(claim, first, list(events)))
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    assertThat(reply).isEqualTo(PublishReply.STORED);
  }

  @Test
  void whatIsDeletedCountsNoMore() {
    TaskId first = ended(LARGE);
    long alone = kept().total();
    TaskId second = ended(500);
    scene.control.delete(SHARD, second);
    assertThat(kept().total()).isEqualTo(alone);
    scene.control.delete(SHARD, second);
    scene.control.delete(SHARD, scene.submit());
    assertThat(kept().total()).as("repeated, or of a run that has not ended").isEqualTo(alone);
    scene.control.delete(SHARD, first);
    assertThat(kept().total()).isZero();
  }

  @Test
  void aRetriedRunCountsAgainWhenItEndsAgainWithoutWhatWasDropped() {
    RunClaim claim = scene.running();
    String tick = "t".repeat(5_000);
    scene.runs.commit(scene.step(claim, 0, tick, tick));
    scene.end(claim, 2, RunStatus.FAILED);
    long before = kept().total();
    byte[] failure = result(claim.task());
    RetryRequest retry = scene.again(claim.task(), 2);
    scene.control.retry(retry);
    scene.control.retry(retry);
    assertThat(kept().total()).isZero();
    CompleteRequest stale = scene.end(scene.step(claim, 2));
    assertThat(scene.runs.complete(stale)).isInstanceOf(CommitReply.Fenced.class);
    assertThat(kept().total()).isZero();
    RunClaim again = scene.claimOne(R1).claim();
    byte[] no = bytes("no");
    CompleteRequest end = new CompleteRequest(scene.step(again, 0), RunStatus.FAILED, no, null);
    scene.runs.complete(end);
    scene.runs.complete(end);
    int dropped = 2 * (tick.length() + 16) + failure.length;
    assertThat(kept().total()).isEqualTo(before - dropped + retry.marker().length + 16 + no.length);
    scene.control.delete(SHARD, claim.task());
    assertThat(kept().total()).isZero();
  }

  @Test
  void aWipedShardKeepsNoCount() {
    ended(100);
    ended(100);
    scene.ends.close(SHARD);
    scene.ends.wipe(SHARD, 1);
    KeptBytes.of(scene.fixture.dump()).requireExact();
    scene.ends.wipe(SHARD, 1);
    assertThat(scene.fixture.dump()).doesNotContain("kept=");
  }

  /** What is kept, found to be exact. */
  final KeptBytes kept() {
    KeptBytes kept = KeptBytes.of(scene.fixture.dump()).requireExact();
    assertThat(kept.held()).isEqualTo(kept.noted());
    return kept;
  }

  private long sizeOf(TaskId task) {
    return Objects.requireNonNull(kept().noted().get(task.value()));
  }

  private byte[] result(TaskId task) {
    return Objects.requireNonNull(scene.runs.task(SHARD, task).orElseThrow().result());
  }

  /** A run that has ended with a result of so many bytes. */
  final TaskId ended(int resultBytes) {
    RunClaim claim = scene.running();
    CompleteRequest end = scene.end(scene.step(claim, 0), "r".repeat(resultBytes), null);
    assertThat(scene.runs.complete(end)).isInstanceOf(CommitReply.Committed.class);
    return claim.task();
  }
}
