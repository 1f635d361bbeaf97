package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.texts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** External events reach the journal exactly once, in order. */
interface InboxRules extends SceneHolder {
  @Test
  default void anEventBeforeTheClaimComesWithIt() {
    Scene scene = scene();
    TaskId task = scene.submit();
    assertThat(scene.runs.deliver(scene.event(task, "1", "early")))
        .isEqualTo(DeliverReply.ACCEPTED);
    assertThat(texts(scene.claimOne(R1).inbox())).containsExactly("early");
  }

  @Test
  default void aCommitReturnsWhatArrivedAndRemovesWhatItTook() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.deliver(scene.event(claim.task(), "1", "first"));
    scene.runs.deliver(scene.event(claim.task(), "2", "second"));
    CommitReply reply = scene.runs.commit(scene.step(claim, 0, "t1"));
    assertThat(texts(((CommitReply.Committed) reply).arrived())).containsExactly("first", "second");
    scene.runs.commit(scene.taking(claim, 1, 2, "t2"));
    scene.runs.release(SHARD, R1);
    assertThat(scene.claimOne(R1).inbox()).isEmpty();
  }

  @Test
  default void aCompletionIsRefusedWhenTheInboxChanged() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.deliver(scene.event(claim.task(), "1", "first"));
    scene.runs.deliver(scene.event(claim.task(), "2", "second"));
    String before = scene.fixture.dump();
    CommitReply reply = scene.runs.complete(scene.end(scene.taking(claim, 0, 1, "t1")));
    assertThat(texts(((CommitReply.InboxChanged) reply).arrived())).containsExactly("second");
    assertThat(scene.fixture.dump()).isEqualTo(before);
    assertThat(scene.runs.complete(scene.end(scene.taking(claim, 0, 2, "t1"))))
        .isInstanceOf(CommitReply.Committed.class);
  }

  @Test
  default void theSameEventIsDeliveredOnceAlsoAfterItWasTaken() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    DeliverRequest event = scene.event(claim.task(), "1", "first");
    scene.runs.deliver(event);
    scene.runs.commit(scene.taking(claim, 0, 1, "t1"));
    assertThat(scene.runs.deliver(event)).isEqualTo(DeliverReply.ACCEPTED);
    scene.complete(reclaimed(scene, claim), 1);
    assertThat(scene.runs.deliver(event)).isEqualTo(DeliverReply.ACCEPTED);
  }

  @Test
  default void anEventNamedByItsClientIsDeliveredOnceAndAnotherOfThatNameNever() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    DeliverRequest event = named(claim.task(), "n", "first", "hash 1");
    assertThat(scene.runs.deliver(event)).isEqualTo(DeliverReply.ACCEPTED);
    String before = scene.fixture.dump();
    assertThat(scene.runs.deliver(event)).isEqualTo(DeliverReply.ACCEPTED);
    assertThat(scene.runs.deliver(named(claim.task(), "n", "other", "hash 2")))
        .isEqualTo(DeliverReply.OTHER_EVENT);
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.runs.complete(scene.end(scene.taking(claim, 0, 1, "t1")));
    assertThat(scene.runs.deliver(event)).as("after the end").isEqualTo(DeliverReply.ACCEPTED);
    assertThat(scene.runs.deliver(named(claim.task(), "n", "other", "hash 2")))
        .isEqualTo(DeliverReply.OTHER_EVENT);
  }

  @Test
  default void namesOfEventsAreOfOneRunEach() {
    Scene scene = scene();
    TaskId one = scene.submit();
    TaskId two = scene.submit();
    assertThat(scene.runs.deliver(named(one, "n", "x", "hash 1"))).isEqualTo(DeliverReply.ACCEPTED);
    assertThat(scene.runs.deliver(named(two, "n", "y", "hash 2"))).isEqualTo(DeliverReply.ACCEPTED);
  }

  @Test
  default void aRunRemembersTheNewestIdsOfItsEvents() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    untilTheFirstIdIsForgotten(scene, claim);
    assertThat(scene.runs.deliver(named(claim.task(), "n1", "y", "other")))
        .isEqualTo(DeliverReply.OTHER_EVENT);
    assertThat(scene.runs.deliver(named(claim.task(), "n0", "y", "other")))
        .as("forgotten")
        .isEqualTo(DeliverReply.ACCEPTED);
  }

  @Test
  default void anEventWhoseIdWasForgottenIsTakenOutByTheEndThatCountsIt() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    int ticks = untilTheFirstIdIsForgotten(scene, claim);
    scene.runs.commit(scene.taking(claim, ticks, 1, "t"));
    scene.runs.deliver(named(claim.task(), "n0", "again", "hash"));

    CommitReply blind = scene.runs.complete(scene.end(scene.taking(claim, ticks + 1, 0, "t")));
    assertThat(texts(((CommitReply.InboxChanged) blind).arrived())).containsExactly("again");
    assertThat(scene.runs.complete(scene.end(scene.taking(claim, ticks + 1, 1, "t", "t"))))
        .isInstanceOf(CommitReply.Committed.class);
  }

  /** Returns how many ticks the journal has; the last event is in the inbox. */
  private static int untilTheFirstIdIsForgotten(Scene scene, RunClaim claim) {
    int ticks = 0;
    for (int i = 0; i <= Limits.EVENT_IDS / 2; i++) {
      assertThat(scene.runs.deliver(named(claim.task(), "n" + i, "x", "hash")))
          .isEqualTo(DeliverReply.ACCEPTED);
      if (i % RunBounds.DEFAULT.inboxEvents() == RunBounds.DEFAULT.inboxEvents() - 1) {
        scene.runs.commit(scene.taking(claim, ticks++, RunBounds.DEFAULT.inboxEvents(), "t"));
      }
    }
    return ticks;
  }

  private static DeliverRequest named(TaskId task, String id, String event, String hash) {
    return new DeliverRequest(SHARD, task, null, id, bytes(event), hash);
  }

  @ParameterizedTest
  @EnumSource(
      value = RunStatus.class,
      names = {"COMPLETED", "FAILED", "CANCELLED"})
  default void anEndedRunAnswersThatItHasEnded(RunStatus how) {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.complete(new CompleteRequest(scene.step(claim, 0), how, bytes("1"), null));
    assertThat(scene.runs.deliver(scene.event(claim.task(), "1", "late")))
        .isEqualTo(DeliverReply.ENDED);
  }

  @Test
  default void anEventForAnUnknownRunOrAnotherSessionIsRefused() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId inSession = scene.submit(SESSION);
    TaskId alone = scene.submit();
    SessionId other = new SessionId("s2");
    assertThat(scene.runs.deliver(scene.event(scene.newTask(), "1", "x")))
        .isEqualTo(DeliverReply.UNKNOWN);
    assertThat(deliver(inSession, other)).isEqualTo(DeliverReply.UNKNOWN);
    assertThat(deliver(alone, other)).isEqualTo(DeliverReply.UNKNOWN);
    assertThat(deliver(inSession, SESSION)).isEqualTo(DeliverReply.ACCEPTED);
  }

  @Test
  default void anInboxHoldsAThousandEvents() {
    Scene scene = scene();
    TaskId task = scene.submit();
    for (int i = 0; i < RunBounds.DEFAULT.inboxEvents(); i++) {
      assertThat(scene.runs.deliver(scene.event(task, "id" + i, "x")))
          .isEqualTo(DeliverReply.ACCEPTED);
    }
    assertThat(scene.runs.deliver(scene.event(task, "one more", "x")))
        .isEqualTo(DeliverReply.INBOX_FULL);
  }

  @Test
  default void anInboxHoldsAMegabyte() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    String half = "x".repeat(RunBounds.DEFAULT.inboxBytes() / 2);
    scene.runs.deliver(scene.event(claim.task(), "1", half));
    scene.runs.deliver(scene.event(claim.task(), "2", half));
    assertThat(scene.runs.deliver(scene.event(claim.task(), "3", "x")))
        .isEqualTo(DeliverReply.INBOX_FULL);
    scene.runs.commit(scene.taking(claim, 0, 1, "t1"));
    assertThat(scene.runs.deliver(scene.event(claim.task(), "3", "x")))
        .isEqualTo(DeliverReply.ACCEPTED);
  }

  private DeliverReply deliver(TaskId task, SessionId session) {
    return scene().runs.deliver(new DeliverRequest(SHARD, task, session, "id", bytes("event")));
  }

  private static RunClaim reclaimed(Scene scene, RunClaim claim) {
    scene.runs.release(SHARD, claim.runtime());
    return scene.claimOne(R1).claim();
  }
}
