package org.llamadeploy4j.workflow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ManualClock;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SnapshotTest {

  static final SnapshotKeys KEYS =
      SnapshotKeys.ofSecret(
          "test", "a secret of tests, 32 bytes long".getBytes(StandardCharsets.US_ASCII));

  static InProcessRunner runner(Workflow workflow) {
    return InProcessRunner.of(workflow).withSnapshotKeys(KEYS);
  }

  /** Asks, and remembers in a state what was asked. */
  public static final class Asking extends Workflow {
    record Go(String name) implements StartEvent {}

    record Reply(String text) implements HumanResponseEvent {}

    record Asked(int count) {}

    final AtomicInteger calls = new AtomicInteger();

    @Step(waits = Reply.class)
    StopEvent ask(Context ctx, Go go) throws Exception {
      int call = requireNonNull(ctx.once("call", Integer.class, calls::incrementAndGet));
      ctx.state(Asked.class).update(a -> new Asked(a.count() + 1));
      Reply reply =
          ctx.waitForEvent(
              Reply.class,
              WaitOptions.defaults()
                  .withTimeout(Duration.ofDays(1))
                  .withPrompt(InputRequiredEvent.of(Map.of("prefix", "well?"))));
      int asked = ctx.state(Asked.class).get().count();
      return StopEvent.of(go.name() + ":" + reply.text() + ":" + call + ":" + asked);
    }
  }

  private static Handler asked(InProcessRunner runner) {
    Handler handler = runner.run(new Asking.Go("eve"));
    assertThat(handler.events().iterator().next()).isInstanceOf(InputRequiredEvent.class);
    return handler;
  }

  @Test
  void aPausedRunGoesOnElsewhereWithTheAnswer() throws Exception {
    Asking first = new Asking();
    Handler original = asked(runner(first));
    Snapshot snapshot = original.snapshot();
    original.cancel();

    Asking second = new Asking();
    Handler recovered =
        runner(second).recover(Snapshot.of(snapshot.bytes())).with(new Asking.Reply("yes")).start();

    assertThat(recovered.result()).isEqualTo("eve:yes:1:1");
    assertThat(recovered.runId()).isEqualTo(original.runId());
    assertThat(second.calls).as("blocks of once are not repeated").hasValue(0);
  }

  static final class Returns extends Workflow {
    record Opening() implements StartEvent {}

    record Riddle(String text) implements InputRequiredEvent {}

    record Guess(String text) implements HumanResponseEvent {}

    @Step
    Riddle ask(Opening go) {
      return new Riddle("well?");
    }

    @Step
    StopEvent end(Guess given) {
      return StopEvent.of(given.text());
    }
  }

  @Test
  void aMapAnswersAQuestionThatAStepReturned() throws Exception {
    Handler run = runner(new Returns()).run(new Returns.Opening());
    assertThat(run.events().iterator().next()).isInstanceOf(Returns.Riddle.class);
    Recovery recovery = runner(new Returns()).recover(run.snapshot());

    assertThatThrownBy(() -> recovery.with(Map.of("txt", "yes")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("text");
    assertThat(recovery.with(Map.of("text", "yes")).start().result()).isEqualTo("yes");
  }

  @Test
  void aMapIsReadAsTheEventThatTheRunWaitsFor() throws Exception {
    Recovery recovery = runner(new Asking()).recover(asked(runner(new Asking())).snapshot());

    assertThatThrownBy(() -> recovery.with(Map.of("txt", "yes")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("text");
    assertThat(recovery.with(Map.of("text", "yes")).start().result()).isEqualTo("eve:yes:1:1");
  }

  @Test
  void withoutAnAnswerTheQuestionIsAskedAgainOnTheNewStream() throws Exception {
    Snapshot snapshot = asked(runner(new Asking())).snapshot();

    Handler recovered = runner(new Asking()).recover(snapshot).withRunId("other").start();

    assertThat(recovered.runId()).isEqualTo("other");
    assertThat(recovered.events().iterator().next()).isInstanceOf(InputRequiredEvent.class);
    recovered.send(new Asking.Reply("late"));
    assertThat(recovered.result()).isEqualTo("eve:late:1:1");
  }

  @Test
  void theAnswerCountsEvenIfTheWaitIsOverdueAndWithoutItTheWaitEndsAtOnce() throws Exception {
    Snapshot snapshot = asked(runner(new Asking()).withScheduler(ManualClock.create())).snapshot();
    ManualClock later = new ManualClock(Instant.parse("2031-01-01T00:00:00Z"));
    InProcessRunner runner = runner(new Asking()).withScheduler(later);

    Handler answered = runner.recover(snapshot).with(new Asking.Reply("yes")).start();
    assertThat(answered.result()).isEqualTo("eve:yes:1:1");

    Handler silent = runner.recover(snapshot).start();
    Await.until(() -> later.armed() > 0);
    later.advance(Duration.ZERO);
    assertThatThrownBy(silent::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step ask of run");
  }

  @Test
  void aRunThatIsCancelledAfterItsSnapshotGoesOnFromIt() throws Exception {
    Handler original = asked(runner(new Asking()));
    Snapshot snapshot = original.snapshot();
    original.cancel();
    assertThatThrownBy(original::result).isInstanceOf(RunCancelledException.class);

    Handler recovered =
        runner(new Asking()).recover(snapshot).with(new Asking.Reply("still")).start();

    assertThat(recovered.result()).isEqualTo("eve:still:1:1");
  }

  @Test
  void anEndedRunHasNoSnapshot() throws Exception {
    Handler handler = asked(runner(new Asking()));
    handler.send(new Asking.Reply("done"));
    handler.result();

    assertThatThrownBy(handler::snapshot)
        .isInstanceOfSatisfying(
            SnapshotException.class,
            e -> assertThat(e.code()).isEqualTo(SnapshotException.RUN_ENDED))
        .hasMessageContaining("has ended");
  }

  /** One step that runs for as long as it is held. */
  static final class Slow extends Workflow {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger attempts = new AtomicInteger();

    @Step
    StopEvent work(Context ctx, StartEvent start) throws InterruptedException {
      attempts.incrementAndGet();
      begun.countDown();
      release.await();
      return StopEvent.of("attempt " + ctx.attempt());
    }
  }

  @Test
  void aSnapshotDoesNotWaitForRunningStepsWhichRunAgainAfterIt() throws Exception {
    Slow first = new Slow();
    Handler original = runner(first).run(StartEvent.of(Map.of()));
    first.begun.await();
    Snapshot snapshot = original.snapshot();

    Slow second = new Slow();
    second.release.countDown();
    assertThat(runner(second).recover(snapshot).start().result()).isEqualTo("attempt 2");

    first.release.countDown();
    assertThat(original.result()).isEqualTo("attempt 1");
    assertThat(first.attempts).hasValue(1);
  }

  /** Fails once, and is tried again after a minute. */
  static final class Shaky extends Workflow {
    static final AtomicInteger ATTEMPTS = new AtomicInteger();

    @Step
    @Retry(attempts = 2, delay = "PT60S")
    StopEvent work(Context ctx, StartEvent start) {
      ATTEMPTS.incrementAndGet();
      if (ctx.attempt() == 1) {
        throw new IllegalStateException("not yet");
      }
      return StopEvent.of("second");
    }
  }

  @Test
  void aRetryDelayGoesOnWhereItWasAndTwoSnapshotsHaveTheSameDueTime() throws Exception {
    Shaky.ATTEMPTS.set(0);
    ManualClock clock = ManualClock.create();
    Handler original = runner(new Shaky()).withScheduler(clock).run(StartEvent.of(Map.of()));
    Await.until(() -> clock.armed() == 1);
    Instant due = clock.nextDue().orElseThrow();
    Snapshot one = original.snapshot();
    clock.advance(Duration.ofSeconds(20));
    Snapshot two = original.snapshot();

    for (Snapshot snapshot : List.of(one, two)) {
      ManualClock other = new ManualClock(clock.instant().plusSeconds(10));
      Handler recovered = runner(new Shaky()).withScheduler(other).recover(snapshot).start();
      Await.until(() -> other.armed() == 1);
      assertThat(other.nextDue()).isEqualTo(Optional.of(due));
      other.advance(Duration.between(other.instant(), due));
      assertThat(recovered.result()).isEqualTo("second");
    }
    assertThat(Shaky.ATTEMPTS).hasValue(3);
  }

  @Test
  void anOverdueRetryIsMadeAtOnceAndOnce() throws Exception {
    Shaky.ATTEMPTS.set(0);
    ManualClock clock = ManualClock.create();
    Handler original = runner(new Shaky()).withScheduler(clock).run(StartEvent.of(Map.of()));
    Await.until(() -> clock.armed() == 1);
    Snapshot snapshot = original.snapshot();

    ManualClock later = new ManualClock(clock.instant().plus(Duration.ofDays(7)));
    Handler recovered = runner(new Shaky()).withScheduler(later).recover(snapshot).start();
    Await.until(() -> later.armed() == 1);
    later.advance(Duration.ZERO);

    assertThat(recovered.result()).isEqualTo("second");
    assertThat(Shaky.ATTEMPTS).hasValue(2);
  }

  /** Splits into parts, the odd ones of which wait for their turn. */
  static final class Joining extends Workflow {
    record Part(int number) implements Event {}

    record Turn(String word) implements HumanResponseEvent {}

    record Done(int number) implements Event {}

    final AtomicInteger worked = new AtomicInteger();

    @Step
    List<Part> split(StartEvent start) {
      return List.of(new Part(0), new Part(1), new Part(2), new Part(3));
    }

    @Step(workers = 4, waits = Turn.class)
    Done work(Context ctx, Part part) {
      if (part.number() % 2 == 1) {
        ctx.waitForEvent(Turn.class);
      }
      worked.incrementAndGet();
      return new Done(part.number());
    }

    @Step
    StopEvent gather(List<Done> done) {
      return StopEvent.of(done.stream().map(d -> (long) d.number()).sorted().toList());
    }
  }

  @Test
  void aStreamThatIsHalfJoinedIsJoinedOnceWithMembersOfBothSessions() throws Exception {
    Joining first = new Joining();
    Handler original = runner(first).withInternalEvents().run(StartEvent.of(Map.of()));
    Await.idle(original);
    assertThat(first.worked).hasValue(2);
    Snapshot snapshot = original.snapshot();

    Joining second = new Joining();
    Handler recovered = runner(second).recover(snapshot).with(new Joining.Turn("go")).start();

    assertThat(recovered.result()).isEqualTo(List.of(0L, 1L, 2L, 3L));
    assertThat(second.worked).hasValue(2);
  }

  /** Runs a child that asks. */
  static final class Parent extends Workflow {
    record Begin(String word) implements StartEvent {}

    @Step(children = Asking.class)
    StopEvent work(Context ctx, Begin begin) {
      String answer = ctx.child("kid", Asking.class, new Asking.Go(begin.word()), String.class);
      return StopEvent.of("child said " + answer);
    }
  }

  @Test
  void aChildThatWaitsGoesOnWithItsParent() throws Exception {
    Handler original = runner(new Parent()).run(new Parent.Begin("kid"));
    assertThat(original.events().iterator().next()).isInstanceOf(InputRequiredEvent.class);
    Snapshot snapshot = original.snapshot();

    Recovery recovery = runner(new Parent()).recover(snapshot);

    assertThat(recovery.with(new Asking.Reply("yes")).start().result())
        .isEqualTo("child said kid:yes:1:1");
    assertThat(recovery.with(Map.of("text", "no")).start().result())
        .isEqualTo("child said kid:no:1:1");
    Handler silent = recovery.start();
    assertThat(silent.events().iterator().next()).isInstanceOf(InputRequiredEvent.class);
  }

  /** May be active for a minute, of which half is used before the wait. */
  static final class Limited extends Workflow {
    final CountDownLatch begun = new CountDownLatch(1);

    Limited() {
      super(Duration.ofSeconds(60));
    }

    @Step
    StopEvent work(Context ctx, StartEvent start) throws InterruptedException {
      begun.countDown();
      new CountDownLatch(1).await();
      return StopEvent.of(null);
    }
  }

  @Test
  void theTimeLimitOfTheRunCountsWhatWasUsedAndNotWhatLiesBetween() throws Exception {
    ManualClock clock = ManualClock.create();
    Limited first = new Limited();
    Handler original = runner(first).withScheduler(clock).run(StartEvent.of(Map.of()));
    first.begun.await();
    clock.advance(Duration.ofSeconds(40));
    Snapshot snapshot = original.snapshot();

    ManualClock later = new ManualClock(clock.instant().plus(Duration.ofDays(7)));
    Limited second = new Limited();
    Handler recovered = runner(second).withScheduler(later).recover(snapshot).start();
    second.begun.await();

    assertThat(later.nextDue()).contains(later.instant().plusSeconds(20));
    later.advance(Duration.ofSeconds(20));
    assertThatThrownBy(recovered::result).hasMessageContaining("time limit of PT1M");
  }

  @Test
  void aRecoveredRunCanBeSnapshotAgainAndHasAJournal() throws Exception {
    Snapshot snapshot = asked(runner(new Asking())).snapshot();
    Handler second = runner(new Asking()).withJournal().recover(snapshot).start();
    Handler third = runner(new Asking()).recover(second.snapshot()).start();
    third.send(new Asking.Reply("thrice"));

    assertThat(third.result()).isEqualTo("eve:thrice:1:1");
  }

  @Test
  void aSnapshotSaysWhatItIsOfOnceItIsVerified() throws Exception {
    ManualClock clock = ManualClock.create();
    Handler handler = asked(runner(new Asking()).withScheduler(clock).withRunIds(() -> "run-7"));
    Snapshot snapshot = handler.snapshot();

    Snapshot.Description description = snapshot.description(KEYS);
    assertThat(description.workflow()).isEqualTo("Asking");
    assertThat(description.runId()).isEqualTo("run-7");
    assertThat(description.takenAt()).isEqualTo(clock.instant());
    assertThat(description.keyId()).isEqualTo("test");
    assertThat(description.fingerprint()).matches("[0-9a-f]{32}");
    byte[] changed = snapshot.bytes();
    changed[changed.length / 2] ^= 1;
    assertThatThrownBy(() -> Snapshot.of(changed).description(KEYS))
        .isInstanceOf(SnapshotException.class);
    assertThatThrownBy(() -> runner(new Asking()).recover(Snapshot.of(changed)))
        .isInstanceOf(SnapshotException.class);
  }

  @Test
  void itsBytesCannotBeReachedInto() throws Exception {
    byte[] bytes = {1, 2, 3};
    Snapshot snapshot = Snapshot.of(bytes);
    bytes[0] = 9;
    snapshot.bytes()[1] = 9;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    snapshot.writeTo(out);

    assertThat(out.toByteArray()).containsExactly(1, 2, 3);
    assertThat(snapshot)
        .isEqualTo(Snapshot.of(new byte[] {1, 2, 3}))
        .hasToString("Snapshot[3 bytes]");
  }

  @Test
  void aSnapshotAboveTheLimitIsNeitherTakenNorRead() throws Exception {
    Handler handler = asked(runner(new Asking()).withSnapshotLimit(100));
    assertThatThrownBy(handler::snapshot).hasMessageContaining("of 100 allowed");

    Snapshot snapshot = asked(runner(new Asking())).snapshot();
    assertThatThrownBy(() -> runner(new Asking()).withSnapshotLimit(100).recover(snapshot))
        .isInstanceOfSatisfying(
            SnapshotException.class,
            e -> assertThat(e.code()).isEqualTo(SnapshotException.TOO_LARGE));
  }

  @Test
  void aRunWithoutTheRoundTripHasNoSnapshots() throws Exception {
    Handler handler = asked(runner(new Asking()).withoutRoundTrip());

    assertThatThrownBy(handler::snapshot)
        .isInstanceOfSatisfying(
            SnapshotException.class,
            e -> assertThat(e.code()).isEqualTo(SnapshotException.NOT_JSON))
        .hasMessageContaining("round trip");
  }

  @Test
  void manySnapshotsOfABusyRunAllLeadToItsResult() throws Exception {
    Handler original = runner(new Counting()).run(StartEvent.of(Map.of()));
    List<Snapshot> snapshots = new ArrayList<>();
    try {
      while (snapshots.size() < 20) {
        snapshots.add(original.snapshot());
      }
    } catch (SnapshotException e) {
      assertThat(e.code()).isEqualTo(SnapshotException.RUN_ENDED);
    }

    assertThat(snapshots).isNotEmpty();
    for (Snapshot snapshot : snapshots) {
      assertThat(runner(new Counting()).recover(snapshot).start().result()).isEqualTo(60L);
    }
  }

  /** Counts to sixty. */
  static final class Counting extends Workflow {
    record Count(int so) implements Event {}

    @Step
    Count begin(StartEvent start) {
      return new Count(0);
    }

    sealed interface Next extends Event {}

    record More(int so) implements Next {}

    record End(int so) implements Next {}

    @Step
    Next count(Count count) {
      return count.so() < 60 ? new More(count.so()) : new End(count.so());
    }

    @Step
    Count again(More more) {
      return new Count(more.so() + 1);
    }

    @Step
    StopEvent end(End end) {
      return StopEvent.of(end.so());
    }
  }
}
