package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;

/** A run that goes on for ever does not fill the store. */
interface RunSizeRules extends SceneHolder {
  /** Leaves a megabyte of what a run may hold. */
  private static int nearlyFull(Scene scene, RunClaim claim) {
    int megabytes = (int) (RunBounds.DEFAULT.bytes() >> 20);
    List<byte[]> half = List.of(new byte[((megabytes - 1) / 2) << 20]);
    CommitReply reply =
        scene.runs.commit(new CommitRequest(claim, scene.newOperation(), 0, half, half, 0, false));
    assertThat(reply).isInstanceOf(CommitReply.Committed.class);
    return 1;
  }

  private static PublishReply publish(Scene scene, RunClaim claim, int size) {
    return scene
        .runs
        .publish(new PublishRequest(claim, 1, List.of(new byte[size])))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  @Test
  default void aRunThatWouldHoldTooMuchCommitsNothingMore() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    int ticks = nearlyFull(scene, claim);
    CommitRequest large =
        new CommitRequest(
            claim, scene.newOperation(), ticks, List.of(new byte[2 << 20]), List.of(), 0, false);
    assertThatThrownBy(() -> scene.runs.commit(large))
        .isExactlyInstanceOf(MessagingException.class)
        .hasMessageContaining("more than 67,108,864 bytes")
        .hasMessageContaining("run-megabytes");
    assertThat(scene.runs.commit(scene.step(claim, ticks, "small")))
        .as("on the journal as it was")
        .isInstanceOf(CommitReply.Committed.class);
  }

  @Test
  default void aRunThatWouldHoldTooMuchStreamsNothingMore() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    nearlyFull(scene, claim);
    assertThat(publish(scene, claim, 2 << 20)).isEqualTo(PublishReply.TOO_LARGE);
    assertThat(publish(scene, claim, 10))
        .as("the first of the claim still")
        .isEqualTo(PublishReply.STORED);
  }

  @Test
  default void aRunThatHoldsTooMuchMayEndAndLookAtItsInbox() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    int ticks = nearlyFull(scene, claim);
    scene.runs.deliver(scene.event(claim.task(), "1", "event"));
    CommitReply look = scene.runs.commit(scene.step(claim, ticks));
    assertThat(look).isInstanceOf(CommitReply.Committed.class);
    assertThat(((CommitReply.Committed) look).arrived()).containsExactly(bytes("event"));
    byte[] large = new byte[2 << 20];
    CommitRequest last =
        new CommitRequest(
            claim, scene.newOperation(), ticks, List.of(large), List.of(large), 1, false);
    assertThat(scene.runs.complete(new CompleteRequest(last, RunStatus.FAILED, bytes("1"), null)))
        .isInstanceOf(CommitReply.Committed.class);
    assertThat(scene.claim(R1, 1)).isEmpty();
    assertThat(scene.status(claim.task())).isEqualTo(RunStatus.FAILED);
    assertThat(scene.control.delete(SHARD, claim.task())).isEqualTo(new DeleteReply.Deleted());
  }
}
