package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SHARD;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/** The bounds of what Redis keeps, also of data from before runs were measured. */
@ExtendWith(SharedRedis.class)
class RedisRetentionIT extends RetentionContract {
  @Override
  StoreFixture fixture(Retention retention) {
    return new RedisFixture(SharedRedis.settings(), retention);
  }

  private RedisFixture redis() {
    return (RedisFixture) scene.fixture;
  }

  @Test
  void runsFromBeforeTheyWereMeasuredGoByCount() {
    reopen(new Retention(3, Duration.ofDays(1), MAX_BYTES));
    List<TaskId> old = List.of(ended(10), ended(10), ended(10));
    redis().forgetBytes();
    TaskId first = ended(10);
    TaskId second = ended(10);
    assertThat(scene.runs.tasks(SHARD, 9))
        .extracting(TaskView::task)
        .containsExactlyInAnyOrder(old.getLast(), first, second);
    assertThat(kept().noted()).containsOnlyKeys(first.value(), second.value());
  }

  @Test
  void runsFromBeforeTheyWereMeasuredGoByAgeAndMakeRoom() {
    reopen(new Retention(9, Duration.ofDays(1), MAX_BYTES));
    ended(10);
    ended(10);
    redis().forgetBytes();
    scene.fixture.advance(Duration.ofDays(1));
    TaskId young = ended(10);
    assertThat(scene.runs.tasks(SHARD, 9)).extracting(TaskView::task).containsExactly(young);
    redis().forgetBytes();
    TaskId huge = ended(2 * MAX_BYTES);
    assertThat(scene.runs.tasks(SHARD, 9)).extracting(TaskView::task).containsExactly(huge);
    assertThat(kept().noted()).containsOnlyKeys(huge.value());
  }

  @Test
  void runsFromBeforeTheyWereMeasuredAreDeletedAndRetried() {
    TaskId done = ended(10);
    RunClaim failed = scene.running();
    scene.runs.commit(scene.step(failed, 0, "t1"));
    scene.end(failed, 1, RunStatus.FAILED);
    TaskId measured = ended(10);
    redis().forgetBytes(done, failed.task());
    long total = kept().total();
    assertThat(scene.control.delete(SHARD, done)).isEqualTo(new DeleteReply.Deleted());
    scene.control.retry(scene.again(failed.task(), 2));
    assertThat(kept().total()).isEqualTo(total);
    assertThat(kept().noted()).containsOnlyKeys(measured.value());
    scene.complete(scene.claimOne(R1).claim());
    assertThat(kept().noted()).containsOnlyKeys(measured.value(), failed.task().value());
  }

  @Test
  void aRunThatWasUnderWayThenCountsWithWhatItWroteSince() {
    RunClaim claim = scene.running();
    scene.runs.commit(scene.step(claim, 0, "t".repeat(9_000)));
    redis().forgetBytes();
    scene.runs.complete(scene.end(scene.step(claim, 1, "t2"), "r".repeat(300), null));
    assertThat(kept().noted()).containsEntry(claim.task().value(), 300L + 16 + 2);
  }

  /** What is counted is what Redis takes, by a factor that lets the bound be relied on. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 10, 0",
    "5, 100, 300, 0",
    "20, 1000, 3000, 20",
    "3, 40000, 60000, 1",
    "300, 150, 10, 300"
  })
  void whatIsCountedIsAboutWhatRedisTakes(
      int steps, int payloadBytes, int resultBytes, int sentEvents) {
    reopen(new Retention(1_000, Duration.ofDays(1), 1L << 30));
    long before = redis().memoryBytes();
    for (int i = 0; i < 20; i++) {
      RunClaim claim = scene.running();
      for (int step = 0; step < steps; step++) {
        List<byte[]> one = Scene.list("t".repeat(payloadBytes));
        int sent = step < sentEvents ? 1 : 0;
        if (sent == 1) {
          scene.runs.deliver(scene.event(claim.task(), UUID.randomUUID().toString(), "sent"));
        }
        String operation = UUID.randomUUID().toString();
        scene.runs.commit(new CommitRequest(claim, operation, step, one, one, sent, false));
      }
      scene.runs.complete(scene.end(scene.step(claim, steps), "r".repeat(resultBytes), null));
    }
    long taken = redis().memoryBytes() - before;
    long counted = kept().total();
    System.out.printf(
        "%d steps of %d B: counted %,d, taken %,d%n", steps, payloadBytes, counted, taken);
    assertThat((double) counted / taken).isBetween(0.8, 1.4);
  }
}
