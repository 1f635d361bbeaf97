package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.list;
import static org.llamadeploy4j.messaging.Scene.texts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/** What can be seen of runs, and for how long. */
interface ViewRules extends SceneHolder {
  @Test
  default void thePaceOfAServiceIsToldByItsLastEnds() {
    Scene scene = scene();
    ServiceId other = new ServiceId("other");
    assertThat(scene.runs.pace(SHARD, ECHO)).isEqualTo(new Pace(0, Duration.ZERO));
    scene.complete(scene.running());
    scene.fixture.advance(Duration.ofSeconds(2));
    scene.complete(scene.running());
    scene.fixture.advance(Duration.ofSeconds(3));
    assertThat(scene.runs.pace(SHARD, ECHO)).isEqualTo(new Pace(2, Duration.ofSeconds(5)));
    assertThat(scene.runs.pace(SHARD, other)).isEqualTo(new Pace(0, Duration.ofSeconds(5)));
  }

  @Test
  default void aTaskIsSeenFromItsSubmitToItsEnd() {
    Scene scene = scene();
    TaskId task = scene.submit();
    TaskView queued = scene.runs.task(SHARD, task).orElseThrow();
    assertThat(queued.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(queued.service()).isEqualTo(ECHO);
    assertThat(queued.version()).isNull();
    assertThat(queued.result()).isNull();
    assertThat(queued.endedAt()).isNull();
    assertThat(queued.submittedAt()).isEqualTo(TwinFixture.START);

    RunClaim claim = scene.claimOne(R1).claim();
    TaskView running = scene.runs.task(SHARD, task).orElseThrow();
    assertThat(running.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(running.version()).isEqualTo(V1);

    scene.fixture.advance(Duration.ofSeconds(1));
    String result = "\"" + "r".repeat(200) + "\"";
    scene.runs.complete(scene.end(scene.step(claim, 0), result, null));
    TaskView ended = scene.runs.task(SHARD, task).orElseThrow();
    assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(ended.result()).isEqualTo(bytes(result));
    assertThat(ended.input()).isEqualTo(bytes("{}"));
    assertThat(ended.endedAt()).isEqualTo(TwinFixture.START.plusSeconds(1));
  }

  @Test
  default void anUnknownTaskIsNotSeenAndItsStreamIsOver() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    assertThat(scene.runs.task(SHARD, task)).isEmpty();
    EventPage page = scene.runs.events(SHARD, task, 0, 9);
    assertThat(page.events()).isEmpty();
    assertThat(page.ended()).isTrue();
  }

  @Test
  default void tasksAreListedNewestFirst() {
    Scene scene = scene();
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.addFirst(scene.submit());
      scene.fixture.advance(Duration.ofMillis(1));
    }
    assertThat(scene.runs.tasks(SHARD, 9)).extracting(TaskView::task).isEqualTo(tasks);
    assertThat(scene.runs.tasks(SHARD, 2))
        .extracting(TaskView::task)
        .isEqualTo(tasks.subList(0, 2));
  }

  @Test
  default void aPositionCarriesTheGenerationThatItWasGivenIn() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    stream(scene, claim, 0, "e0", "e1");
    EventPage before = scene.runs.events(SHARD, claim.task(), 0, 9);
    assertThat(EventPage.generation(before.next())).isEqualTo(claim.generation());
    RunClaim again = claimedAfterARestart(scene);
    assertThat(again.generation()).isEqualTo(claim.generation() + 1);
    EventPage after = scene.runs.events(SHARD, claim.task(), before.next(), 9);
    assertThat(after.events()).isEmpty();
    assertThat(after.next()).isEqualTo(EventPage.position(again.generation(), 2));
  }

  @Test
  default void aReaderWhoSawEventsThatWereLostGoesOnWhereTheStreamWasCut() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    stream(scene, claim, 0, "e0", "e1");
    long sawThree = EventPage.position(claim.generation(), 3);
    RunClaim again = claimedAfterARestart(scene);
    stream(scene, again, 1, "f2", "f3");
    EventPage page = scene.runs.events(SHARD, claim.task(), sawThree, 9);
    assertThat(texts(page.events())).containsExactly("f2", "f3");
    long inStep = EventPage.position(again.generation(), 3);
    assertThat(texts(scene.runs.events(SHARD, claim.task(), inStep, 9).events()))
        .as("a position of this generation means what it says")
        .containsExactly("f3");
    stream(scene, claimedAfterARestart(scene), 2, "g4");
    EventPage twice = scene.runs.events(SHARD, claim.task(), sawThree, 9);
    assertThat(texts(twice.events())).containsExactly("f2", "f3", "g4");
    EventPage once = scene.runs.events(SHARD, claim.task(), inStep, 9);
    assertThat(texts(once.events())).containsExactly("f3", "g4");
  }

  /** Nobody claims it any more, so its end and what comes after it are written by the store. */
  @Test
  default void whoSawEventsThatWereLostSeesTheEndThatTheStoreWrites() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    stream(scene, claim, 0, "e0", "e1");
    long sawFour = EventPage.position(claim.generation(), 4);
    scene.fixture.restart();
    scene.cancel(claim.task());
    scene.runs.release(SHARD, claim.runtime(), true);
    EventPage end = scene.runs.events(SHARD, claim.task(), sawFour, 9);
    assertThat(end.events()).hasSize(1);
    assertThat(end.ended()).isTrue();

    scene.fixture.restart();
    scene.control.retry(new RetryRequest(SHARD, claim.task(), "again", 2, new SubmitLimits(9, 9)));
    assertThat(scene.runs.events(SHARD, claim.task(), end.next() + 5, 9).events())
        .as("the mark of the attempt that begins")
        .hasSize(1);
  }

  @Test
  default void aPositionOfAGenerationThatIsNotKnownMeansTheWholeStream() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    stream(scene, claim, 0, "e0", "e1");
    long later = EventPage.position(claim.generation() + 5, 1);
    assertThat(texts(scene.runs.events(SHARD, claim.task(), later, 9).events()))
        .containsExactly("e0", "e1");
  }

  private static void stream(Scene scene, RunClaim claim, int length, String... events) {
    CommitReply reply =
        scene.runs.commit(
            new CommitRequest(
                claim, scene.newOperation(), length, list("t"), list(events), 0, false));
    assertThat(reply).isInstanceOf(CommitReply.Committed.class);
  }

  /** The claim under which a reader was given its position can be lost with all that came of it. */
  @Test
  default void aPositionFromBeforeTheFirstClaimThatIsLeftBeginsAnew() {
    Scene scene = scene();
    TaskId task = scene.submit();
    scene.fixture.restart();
    RunClaim claim = scene.claimOne(R1).claim();
    stream(scene, claim, 0, "e1", "e2", "e3");

    long sawTwoOfALostClaim = EventPage.position(claim.generation() - 1, 2);

    assertThat(texts(scene.runs.events(SHARD, task, sawTwoOfALostClaim, 9).events()))
        .containsExactly("e1", "e2", "e3");
  }

  private static RunClaim claimedAfterARestart(Scene scene) {
    scene.fixture.restart();
    scene.runs.release(SHARD, R1);
    return scene.claimOne(R1).claim();
  }

  @Test
  default void aStreamIsReadFromAnyPointInPages() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    TaskId task = claim.task();
    scene.runs.commit(
        new CommitRequest(claim, "a", 0, list("t"), list("e0", "e1", "e2"), 0, false));
    EventPage first = scene.runs.events(SHARD, task, 0, 2);
    assertThat(texts(first.events())).containsExactly("e0", "e1");
    assertThat(first.ended()).isFalse();
    EventPage second = scene.runs.events(SHARD, task, first.next(), 2);
    assertThat(EventPage.sequence(second.first())).isEqualTo(2);
    assertThat(texts(second.events())).containsExactly("e2");
    EventPage beyond = scene.runs.events(SHARD, task, second.next(), 2);
    assertThat(beyond.events()).isEmpty();
    assertThat(EventPage.sequence(beyond.next())).isEqualTo(3);
    scene.runs.complete(scene.end(new CommitRequest(claim, "b", 1, list(), list("e3"), 0, false)));
    EventPage last = scene.runs.events(SHARD, task, beyond.next(), 2);
    assertThat(texts(last.events())).containsExactly("e3");
    assertThat(last.ended()).isTrue();
  }

  @Test
  default void endedRunsBeyondTheBoundGoAndLeaveNothing() {
    Scene scene = scene();
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      TaskId task = scene.newTask();
      byte[] large = bytes("{\"a\": \"" + "x".repeat(200) + "\"}");
      scene.runs.submit(
          new SubmitRequest(SHARD, task, ECHO, null, large, new SubmitLimits(9, 9), ""));
      scene.runs.deliver(scene.event(task, "1", "event"));
      RunClaim claim = scene.claimOne(R1).claim();
      scene.runs.commit(scene.taking(claim, 0, 1, "t1"));
      scene.runs.complete(scene.end(scene.step(claim, 1, "t2"), "r".repeat(100), null));
      tasks.add(task);
    }
    for (TaskId gone : tasks.subList(0, 2)) {
      assertThat(scene.runs.task(SHARD, gone)).isEmpty();
      assertThat(scene.fixture.dump()).doesNotContain(gone.value());
    }
    assertThat(scene.runs.tasks(SHARD, 9)).hasSize(3);
  }

  @Test
  default void endedRunsBeyondTheAgeGoTwoWithEachThatEnds() {
    Scene scene = scene();
    for (int i = 0; i < 3; i++) {
      scene.complete(scene.running());
    }
    scene.fixture.advance(TwinFixture.RETENTION.age());
    scene.complete(scene.running());
    assertThat(scene.runs.tasks(SHARD, 9)).hasSize(2);
    scene.complete(scene.running());
    assertThat(scene.runs.tasks(SHARD, 9)).hasSize(2);
  }

  @Test
  default void shardsAndIncarnationsSeeNothingOfEachOther() {
    Scene scene = scene();
    TaskId task = scene.submit();
    Shard other = new Shard(new Incarnation("d2"), 0);
    assertThat(scene.runs.task(other, task)).isEmpty();
    assertThat(scene.runs.tasks(other, 9)).isEmpty();
    assertThat(scene.runs.queued(other, ECHO)).isZero();
  }
}
