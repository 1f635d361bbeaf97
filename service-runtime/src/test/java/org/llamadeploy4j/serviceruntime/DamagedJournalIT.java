package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.SharedRedis;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/** What becomes of a run whose journal was damaged where it is stored, and of the others. */
@ExtendWith(SharedRedis.class)
class DamagedJournalIT extends OnStage {
  private static final RuntimeId VANDAL = new RuntimeId("vandal");

  @Override
  Messaging open() {
    String namespace = "d-" + UUID.randomUUID().toString().substring(0, 18);
    return RedisMessaging.connect(SharedRedis.settings().withNamespace(namespace));
  }

  @Test
  void aRunWithAFlippedBitInItsJournalFailsByNameAndOthersGoOn() {
    ServiceRuntime first = scene.runtime("a");
    Deployed asking = scene.deploy("a", "asking", Flows.ASKING);
    TaskId good = scene.submit(asking, "{}");
    scene.awaitStatus(asking, good, RunStatus.WAITING);
    first.stop();
    TaskId damaged = scene.submit(asking, "{}");

    List<ClaimedRun> claimed = claim(asking);
    byte[] tick = journalOf(claimed, good).getFirst().clone();
    tick[tick.length / 2] ^= 1;
    commit(claimed, damaged, tick);
    messaging.runs().release(asking.shard(), VANDAL);
    scene.assign(asking, "b", asking.version(), true);
    scene.runtime("b");

    assertThat(scene.failure(asking, damaged))
        .contains("\"code\":\"journal_unreadable\"", damaged.value());
    assertThat(scene.answer(asking, good, "{\"response\": \"yes\"}"))
        .isEqualTo(DeliverReply.ACCEPTED);
    scene.awaitStatus(asking, good, RunStatus.COMPLETED);
  }

  private List<ClaimedRun> claim(Deployed deployed) {
    return messaging
        .runs()
        .claim(
            new ClaimRequest(
                deployed.shard(),
                deployed.version().spec().id(),
                deployed.version().id(),
                true,
                WorkflowProgram.REDUCER,
                VANDAL,
                Duration.ofMinutes(1),
                9,
                "vandal-claims"));
  }

  private static List<byte[]> journalOf(List<ClaimedRun> claimed, TaskId task) {
    return of(claimed, task).journal();
  }

  private void commit(List<ClaimedRun> claimed, TaskId task, byte[] tick) {
    CommitRequest request =
        new CommitRequest(
            of(claimed, task).claim(), "vandal-commits", 0, List.of(tick), List.of(), 0, false);
    assertThat(messaging.runs().commit(request)).isInstanceOf(CommitReply.Committed.class);
  }

  private static ClaimedRun of(List<ClaimedRun> claimed, TaskId task) {
    return claimed.stream()
        .filter(run -> run.claim().task().equals(task))
        .findFirst()
        .orElseThrow();
  }
}
