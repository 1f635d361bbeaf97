package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.list;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;

/** Every key and field that each script leaves behind, as kept in {@code snapshots/}. */
interface SnapshotRules extends SceneHolder {
  @Test
  default void submitLeavesARunInItsQueue() {
    submitted();
    expect("submit");
  }

  @Test
  default void submitWithItsSessionMakesThatAsWell() {
    Scene scene = scene();
    scene.runs.submit(OwnSessionRules.own(scene.newTask(), 9));
    expect("submit-session");
  }

  @Test
  default void submitWithAKeyLeavesANoteOfIt() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    scene.reservations.reserve(ReservationRules.wish(task, SESSION, "hash"));
    scene.runs.submit(ReservationRules.keyed(task));
    expect("submit-keyed");
  }

  @Test
  default void keepNotesThatTheTaskOfAKeyWasSubmitted() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    scene.reservations.reserve(ReservationRules.wish(task, null, "hash"));
    scene.reservations.reserve(ReservationRules.wish(scene.newTask(), null, "hash"));
    scene.runs.submit(ReservationRules.keyed(task));
    ReservationRules.keep(scene, task, Duration.ofHours(2), false);
    ReservationRules.look(scene, task, Duration.ofHours(1));
    expect("keep");
  }

  @Test
  default void claimMovesTheRunToItsOwnerAndLocksItsSession() {
    submitted();
    scene().claimOne(R1);
    expect("claim");
  }

  @Test
  default void claimSetsARunWithALockedSessionAside() {
    submitted();
    scene().claimOne(R1);
    scene().submit(SESSION);
    scene().claim(R1, 1);
    expect("claim-set-aside");
  }

  @Test
  default void aTaskThatDoesNotWaitTakesItsSessionAtOnce() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    scene.runs.submit(SessionPolicyRules.request(scene.newTask(), SessionPolicy.REJECT));
    expect("submit-reject");
  }

  @Test
  default void runsThatShareTheirSessionAreCountedInIt() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    for (int i = 0; i < 3; i++) {
      scene.runs.submit(SessionPolicyRules.request(scene.newTask(), SessionPolicy.PARALLEL));
    }
    scene.claim(R1, 2);
    expect("claim-beside");
  }

  @Test
  default void commitAppendsAndTakesFromTheInbox() {
    committed();
    expect("commit");
  }

  @Test
  default void commitPutsASnapshotInPlaceOfTheTicksBefore() {
    RunClaim claim = committed();
    scene()
        .runs
        .commit(
            new CommitRequest(
                claim, "commit-2", 1, list("t2"), list(), 0, true, true, bytes("snapshot")));
    expect("commit-compacted");
  }

  @Test
  default void parkPutsASnapshotInPlaceOfTheJournal() {
    RunClaim claim = committed();
    emptied(claim);
    scene()
        .runs
        .park(new ParkRequest(claim, "park-1", 2, Duration.ofSeconds(60), bytes("snapshot")));
    expect("park-compacted");
  }

  @Test
  default void publishAppendsToTheStream() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene
        .runs
        .publish(new PublishRequest(claim, 1, list("e1", "e2")))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    expect("publish");
  }

  @Test
  default void completeEndsTheRunAndHandsTheSessionOn() {
    RunClaim claim = committed();
    Scene scene = scene();
    TaskId next = scene.submit(SESSION);
    scene.claim(R1, 1);
    scene.fixture.advance(Duration.ofMillis(5));
    CommitRequest last = scene.taking(claim, 1, 1, "t2");
    scene.runs.complete(
        new CompleteRequest(
            last, RunStatus.COMPLETED, bytes("\"" + "r".repeat(70) + "\""), bytes("state")));
    assertThat(scene.sessions.find(SHARD, SESSION).orElseThrow().lockedBy()).isEqualTo(next);
    expect("complete");
  }

  @Test
  default void deliverPutsAnEventIntoTheInbox() {
    Scene scene = scene();
    TaskId task = scene.submit();
    scene.runs.deliver(scene.event(task, "id-1", "event"));
    scene.runs.deliver(new DeliverRequest(SHARD, task, null, "id-2", bytes("named"), "hash"));
    expect("deliver");
  }

  @Test
  default void parkTakesTheRunFromItsOwnerAndKeepsItsSession() {
    parked();
    expect("park");
  }

  @Test
  default void parkThatIsRepeatedOrStaleOrLateChangesNothing() {
    Scene scene = scene();
    RunClaim claim = committed();
    scene.runs.park(new ParkRequest(claim, "late", 1, null));
    expect("commit");
    emptied(claim);
    String before = scene.fixture.dump();
    scene.runs.park(new ParkRequest(claim, "stale", 1, null));
    scene.runs.park(new ParkRequest(Scene.wrong(claim).getFirst(), "wrong", 2, null));
    assertThat(scene.fixture.dump()).isEqualTo(before);
    ParkRequest park = new ParkRequest(claim, "park-1", 2, Duration.ofSeconds(60));
    scene.runs.park(park);
    scene.fixture.advance(Duration.ofSeconds(1));
    scene.runs.park(park);
    scene.runs.park(new ParkRequest(claim, "again", 2, null));
    scene.runs.commit(scene.step(claim, 1, "t2"));
    expect("park");
  }

  @Test
  default void deliverPutsAParkedRunBack() {
    RunClaim claim = parked();
    scene().runs.deliver(scene().event(claim.task(), "id-3", "event"));
    expect("deliver-parked");
  }

  @Test
  default void submitForLaterLeavesARunThatIsInNoQueue() {
    later();
    expect("submit-later");
  }

  @Test
  default void firePutsARunIntoItsQueueWhoseStartHasCome() {
    SubmitRequest request = later();
    Scene scene = scene();
    scene.fixture.advance(Duration.ofHours(1));
    scene.runs.fire(SHARD, 9);
    scene.runs.fire(SHARD, 9);
    scene.runs.submit(request);
    expect("fire-later");
  }

  private SubmitRequest later() {
    Scene scene = scene();
    SubmitRequest request =
        LaterStartRules.later(
            scene.newTask(), null, new SubmitLimits(100, 16), LaterStartRules.IN_AN_HOUR);
    scene.runs.submit(request);
    return request;
  }

  @Test
  default void firePutsAParkedRunBack() {
    parked();
    Scene scene = scene();
    scene.fixture.advance(Duration.ofSeconds(60));
    scene.runs.fire(SHARD, 9);
    scene.runs.fire(SHARD, 9);
    expect("fire");
  }

  @Test
  default void renewKeepsTheLease() {
    Scene scene = scene();
    scene.running();
    scene.fixture.advance(Duration.ofSeconds(1));
    scene.runs.renew(SHARD, R1, LEASE);
    expect("renew");
  }

  @Test
  default void takeoverPutsRunsBack() {
    committed();
    scene().fixture.advance(LEASE);
    scene().runs.takeover(SHARD, 9);
    expect("takeover");
  }

  @Test
  default void releasePutsRunsBack() {
    committed();
    scene().runs.release(SHARD, R1);
    expect("release");
  }

  @Test
  default void anotherLifeOfTheServerGrowsTheGeneration() {
    Scene scene = scene();
    scene.running();
    scene.fixture.restart();
    scene.runs.renew(SHARD, R1, LEASE);
    expect("generation");
  }

  @Test
  default void cancelEndsARunThatNobodyDrivesAndHandsItsSessionOn() {
    RunClaim claim = parked();
    Scene scene = scene();
    scene.submit(SESSION);
    scene.claim(R1, 1);
    scene.fixture.advance(Duration.ofMillis(5));
    cancelTwice(claim.task());
    expect("cancel");
  }

  @Test
  default void cancelNotesTheWishForARunThatIsDriven() {
    RunClaim claim = committed();
    Scene scene = scene();
    cancelTwice(claim.task());
    scene.runs.deliver(scene.event(claim.task(), "id-3", "late"));
    scene.runs.complete(scene.end(scene.taking(claim, 1, 1, "t2")));
    scene.runs.park(new ParkRequest(claim, "park-1", 1, null));
    expect("cancel-requested");
  }

  @Test
  default void takeoverEndsARunThatIsToBeCancelled() {
    RunClaim claim = committed();
    cancelTwice(claim.task());
    scene().fixture.advance(LEASE);
    scene().runs.takeover(SHARD, 9);
    scene().runs.takeover(SHARD, 9);
    expect("takeover-cancelled");
  }

  @Test
  default void takeoverOfASuspectPutsItIntoALineOfItsOwn() {
    lost(2);
    expect("takeover-suspect");
  }

  @Test
  default void claimOfASuspectNotesThatItIsAlone() {
    lost(2);
    scene().submit();
    scene().claim(R1, 9);
    scene().claim(R1, 9);
    expect("claim-alone");
  }

  @Test
  default void takeoverEndsAPoisonedRun() {
    lost(5);
    expect("takeover-poisoned");
  }

  /** A run whose runtime was lost so often. */
  private void lost(int times) {
    Scene scene = scene();
    scene.submit();
    for (int i = 0; i < times; i++) {
      scene.claimOne(R1);
      scene.runs.renew(SHARD, R2, LEASE);
      scene.fixture.advance(LEASE);
      scene.runs.takeover(SHARD, 9);
      scene.runs.takeover(SHARD, 9);
    }
  }

  @Test
  default void retryPutsARunBackToItsStart() {
    RunClaim claim = parked();
    Scene scene = scene();
    scene.control.cancel(new CancelRequest(SHARD, claim.task(), "cancel-1"));
    scene.fixture.advance(Duration.ofMillis(5));
    RetryRequest retry =
        new RetryRequest(SHARD, claim.task(), "retry-1", 2, new SubmitLimits(9, 9));
    scene.control.retry(retry);
    scene.control.retry(retry);
    scene.control.retry(scene.again(claim.task(), 2));
    scene.control.cancel(new CancelRequest(SHARD, claim.task(), "cancel-1"));
    expect("retry");
  }

  @Test
  default void deleteLeavesTheSessionAlone() {
    RunClaim claim = committed();
    Scene scene = scene();
    scene.control.delete(SHARD, claim.task());
    expect("commit");
    scene.runs.complete(scene.end(scene.taking(claim, 1, 1, "t2"), "\"r\"", "state"));
    scene.control.delete(SHARD, claim.task());
    scene.control.delete(SHARD, claim.task());
    expect("delete");
  }

  @Test
  default void anEndThatTakesTooMuchRoomRemovesTheOldest() {
    Scene scene = scene();
    RunClaim first = scene.running();
    CompleteRequest end = scene.end(scene.step(first, 0), "1".repeat(1_800), null);
    scene.runs.complete(end);
    RunClaim second = scene.running();
    CompleteRequest next = scene.end(scene.step(second, 0, "t1"), "2".repeat(1_800), null);
    scene.runs.complete(next);
    scene.runs.complete(next);
    scene.runs.complete(end);
    scene.runs.commit(scene.step(first, 0, "late"));
    scene.control.delete(SHARD, first.task());
    expect("complete-large");
  }

  @Test
  default void deleteTakesOffWhatTheRunHeldAndNothingElse() {
    Scene scene = scene();
    RunClaim first = scene.running();
    scene.complete(first);
    scene.complete(scene.running());
    scene.control.delete(SHARD, first.task());
    scene.control.delete(SHARD, first.task());
    scene.control.retry(scene.again(first.task(), 2));
    expect("delete-one");
  }

  private void cancelTwice(TaskId task) {
    CancelRequest cancel = new CancelRequest(SHARD, task, "cancel-1");
    scene().control.cancel(cancel);
    scene().control.cancel(cancel);
    scene().control.cancel(new CancelRequest(SHARD, task, "cancel-2"));
  }

  /** One run with a session, a long input and somebody who waits for it. */
  private TaskId submitted() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.newTask();
    byte[] input = bytes("{\"message\": \"" + "m".repeat(60) + "\"}");
    assertThat(
            scene.runs.submit(
                new SubmitRequest(
                    SHARD, task, ECHO, SESSION, input, new SubmitLimits(100, 16), "door")))
        .isEqualTo(new SubmitReply.Accepted());
    return task;
  }

  /** The same, claimed, with one tick, one event, one inbox entry taken and one left. */
  private RunClaim committed() {
    TaskId task = submitted();
    Scene scene = scene();
    RunClaim claim = scene.claimOne(R1).claim();
    scene.runs.deliver(scene.event(task, "id-1", "taken"));
    scene.runs.deliver(scene.event(task, "id-2", "left"));
    scene.runs.commit(new CommitRequest(claim, "commit-1", 0, list("t1"), list("e1"), 1, true));
    return claim;
  }

  /** The same, parked for a minute. */
  private RunClaim parked() {
    RunClaim claim = committed();
    emptied(claim);
    scene().runs.park(new ParkRequest(claim, "park-1", 2, Duration.ofSeconds(60)));
    return claim;
  }

  /** Takes what is left in the inbox, with a second tick. */
  private void emptied(RunClaim claim) {
    scene().runs.commit(new CommitRequest(claim, "commit-2", 1, list("t2"), list(), 1, true));
  }

  private void expect(String name) {
    assertThat(scene().fixture.dump()).isEqualTo(snapshot(name).stripTrailing());
  }

  /** What a snapshot holds. */
  static String snapshot(String name) {
    String resource = "snapshots/" + name + ".txt";
    try (InputStream in = SnapshotRules.class.getResourceAsStream(resource)) {
      return in == null ? "no " + resource : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
