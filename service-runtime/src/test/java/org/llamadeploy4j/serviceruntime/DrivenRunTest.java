package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.ParkRequest;
import org.llamadeploy4j.messaging.PublishReply;
import org.llamadeploy4j.messaging.PublishRequest;
import org.llamadeploy4j.messaging.RenewReply;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.ClientEvent;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.JournalMode;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.Parking;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunStatus;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** A run's log against a scripted store. */
class DrivenRunTest {
  private static final RuntimeSettings.Limits LIMITS = RuntimeSettings.Limits.DEFAULT;
  private static final Shard SHARD = new Shard(new Incarnation("d"), 0);
  private static final RunClaim CLAIM =
      new RunClaim(SHARD, TaskId.of(0, new UUID(1, 1)), new RuntimeId("me"), 1, 1, "token");

  private static final Instant WALL = Instant.parse("2030-01-01T00:00:00Z");

  private final Deque<Supplier<CommitReply>> parkings = new ArrayDeque<>();
  private final List<ParkRequest> parks = new ArrayList<>();
  private int asksToPark;
  private final Deque<Function<CommitRequest, CommitReply>> answers = new ArrayDeque<>();
  private final List<CommitRequest> asked = new ArrayList<>();
  private final List<String> delivered = new ArrayList<>();
  private Runnable onDelivered = () -> {};
  private final List<String> abandoned = new ArrayList<>();
  private final List<String> cancelled = new ArrayList<>();
  private final List<DrivenRun> looks = new ArrayList<>();
  private final Slots slots = new Slots(LIMITS, Integer.MAX_VALUE, () -> {});
  private final WatchedRuns watched = new WatchedRuns(this::now);
  private final ShardLease lease =
      new ShardLease(
          SHARD, new LeaseCore(Duration.ofSeconds(3), Duration.ofSeconds(1), 0), this::now);
  private final ManualClock clock = new ManualClock(WALL);
  private final RunStarter.Shared shared =
      new RunStarter.Shared(watched, clock, Machine.REAL, Compaction.Rule.of(JournalMode.COMPACT));
  private final Deque<CompletableFuture<PublishReply>> publications = new ArrayDeque<>();
  private long now;

  private long now() {
    return now;
  }

  @BeforeEach
  void hold() {
    lease.feed(LeaseCore::tick);
    lease.feed((core, at) -> core.renewed(0, new RenewReply(1, Map.of()), at));
    lease.claimed(CLAIM, lease.claimTerm().orElseThrow());
  }

  private static byte[] entry(int n) {
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    return EnvelopeCodec.encode(new ClientEvent("e" + n, "Answer", json));
  }

  private static List<byte[]> entries(int... numbers) {
    List<byte[]> entries = new ArrayList<>();
    for (int n : numbers) {
      entries.add(entry(n));
    }
    return entries;
  }

  private DrivenRun run(int... inbox) {
    ClaimedRun claimed =
        new ClaimedRun(
            CLAIM, new ServiceId("s"), null, new byte[0], null, List.of(), entries(inbox), "");
    DrivenRun run = new DrivenRun(claimed, store(), lease, slots.occupy(), shared, looks::add);
    run.drivenBy(driver());
    return run;
  }

  private RunStore store() {
    return (RunStore)
        Proxy.newProxyInstance(
            RunStore.class.getClassLoader(),
            new Class<?>[] {RunStore.class},
            (proxy, method, arguments) -> {
              Object request = arguments[0];
              if (request instanceof ParkRequest park) {
                parks.add(park);
                return Objects.requireNonNull(parkings.poll()).get();
              }
              if (request instanceof PublishRequest) {
                return Objects.requireNonNull(publications.poll());
              }
              CommitRequest commit =
                  request instanceof CompleteRequest complete
                      ? complete.commit()
                      : (CommitRequest) request;
              asked.add(commit);
              return Objects.requireNonNull(answers.poll()).apply(commit);
            });
  }

  private RunHandle driver() {
    return new RunHandle() {
      @Override
      public void deliver(List<ExternalEvent> events) {
        events.forEach(e -> delivered.add(e.id()));
        onDelivered.run();
      }

      @Override
      public void cancel(String reason) {
        cancelled.add(reason);
      }

      @Override
      public void abandon(String reason) {
        abandoned.add(reason);
      }

      @Override
      public void park() {
        asksToPark++;
      }

      @Override
      public CompletionStage<RunEnd> ended() {
        return new CompletableFuture<>();
      }

      @Override
      public List<String> activeSteps() {
        return List.of();
      }
    };
  }

  private static Commit commit(int before, int taken, RunStatus status) {
    return new Commit(List.of(new byte[1]), before, List.of(), taken, null, status);
  }

  private static Commit end(int before, int taken) {
    RunOutcome outcome = new RunOutcome.Cancelled("over");
    return new Commit(List.of(), before, List.of(), taken, outcome, RunStatus.RUNNING);
  }

  @Test
  void aCommitIsTriedWithTheSameOperationUntilTheStoreAnswers() throws Exception {
    answers.add(request -> {
      throw new MessagingUnavailableException("away", null);
    });
    answers.add(request -> new CommitReply.Committed(List.of()));

    CommitResult result = run().commit(commit(0, 0, RunStatus.RUNNING));

    assertThat(result).isInstanceOf(CommitResult.Committed.class);
    assertThat(asked).hasSize(2);
    assertThat(asked.get(0)).isSameAs(asked.get(1));
  }

  @Test
  void aCommitThatOutlivesItsLeaseIsFenced() throws Exception {
    answers.add(request -> {
      now = Duration.ofSeconds(3).toNanos();
      throw new MessagingUnavailableException("away", null);
    });

    CommitResult result = run().commit(commit(0, 0, RunStatus.RUNNING));

    assertThat(result).isInstanceOf(CommitResult.Fenced.class);
  }

  @Test
  void eachCommitHasAnOperationOfItsOwn() throws Exception {
    answers.add(request -> new CommitReply.Committed(List.of()));
    answers.add(request -> new CommitReply.Committed(List.of()));
    DrivenRun run = run();

    run.commit(commit(0, 0, RunStatus.RUNNING));
    run.commit(commit(1, 0, RunStatus.RUNNING));

    assertThat(asked).extracting(CommitRequest::operationId).doesNotHaveDuplicates();
  }

  @Test
  void anInboxEntryIsHandedOverOnce() throws Exception {
    DrivenRun run = run(1, 2);
    answers.add(request -> new CommitReply.Committed(entries(2, 3)));
    answers.add(request -> new CommitReply.Committed(entries(2, 3, 4)));
    answers.add(request -> new CommitReply.Committed(entries(4)));

    run.commit(commit(0, 1, RunStatus.RUNNING));
    assertThat(delivered).containsExactly("e1", "e2", "e3");
    run.commit(commit(1, 0, RunStatus.RUNNING));
    run.commit(commit(2, 2, RunStatus.RUNNING));
    assertThat(delivered).containsExactly("e1", "e2", "e3", "e4");
  }

  @Test
  void anEndThatIsRefusedBringsWhatCameMeanwhile() throws Exception {
    DrivenRun run = run(1);
    answers.add(request -> new CommitReply.InboxChanged(entries(2)));
    answers.add(request -> new CommitReply.Committed(List.of()));

    assertThat(run.commit(end(0, 1))).isEqualTo(new CommitResult.InboxChanged(List.of()));
    assertThat(delivered).containsExactly("e1", "e2");
    assertThat(run.commit(end(0, 2))).isInstanceOf(CommitResult.Committed.class);
  }

  @Test
  void aLookIsAnEmptyCommitOnWhatTheDriverCommittedLast() throws Exception {
    DrivenRun run = run();
    answers.add(request -> new CommitReply.Committed(List.of()));
    answers.add(request -> new CommitReply.Committed(entries(1)));
    run.commit(commit(0, 0, RunStatus.WAITING));

    run.look();

    assertThat(delivered).containsExactly("e1");
    assertThat(asked.getLast().journalLength()).isEqualTo(1);
    assertThat(asked.getLast().ticks()).isEmpty();
    assertThat(asked.getLast().waiting()).isTrue();
  }

  /** The store takes entries out in the inbox's order, so one that was overtaken would be lost. */
  @Test
  void whatAnAnswerBringsDoesNotOvertakeWhatALookBrought() throws Exception {
    DrivenRun run = run();
    answers.add(request -> new CommitReply.Committed(entries(1)));
    answers.add(request -> new CommitReply.Committed(entries(1, 2)));

    run.look();
    CommitResult result = run.commit(commit(0, 0, RunStatus.RUNNING));

    assertThat(result).isEqualTo(CommitResult.Committed.nothingNew());
    assertThat(delivered).containsExactly("e1", "e2");
  }

  @Test
  void whatAnAnswerBringsBeforeTheDriverIsThereComesAfterWhatTheClaimBrought() throws Exception {
    ClaimedRun claimed =
        new ClaimedRun(
            CLAIM, new ServiceId("s"), null, new byte[0], null, List.of(), entries(1), "");
    DrivenRun run = new DrivenRun(claimed, store(), lease, slots.occupy(), shared, looks::add);
    answers.add(request -> new CommitReply.Committed(entries(1, 2)));

    run.commit(commit(0, 0, RunStatus.RUNNING));
    run.drivenBy(driver());

    assertThat(delivered).containsExactly("e1", "e2");
  }

  /** Else its end could be refused because of an event that is not yet in its mail. */
  @Test
  void whatALookBringsIsWithTheDriverBeforeItsNextWrite() {
    DrivenRun run = run();
    onDelivered = run::look; // does nothing while the run may not be written
    answers.add(request -> new CommitReply.Committed(entries(1)));
    answers.add(request -> new CommitReply.Committed(entries(1)));

    run.look();

    assertThat(delivered).containsExactly("e1");
    assertThat(asked).hasSize(1);
  }

  @Test
  void aLookDuringACommitIsMadeUpForAfterwards() throws Exception {
    DrivenRun run = run();
    answers.add(request -> {
      run.look();
      return new CommitReply.Committed(List.of());
    });

    run.commit(commit(0, 0, RunStatus.RUNNING));

    assertThat(asked).hasSize(1);
    assertThat(looks).containsExactly(run);
  }

  @Test
  void aRunTellsHowItGetsOnOnlyWhileSomebodyReadsAlong() {
    DrivenRun run = run();
    assertThat(run.wantsProgress()).isFalse();

    watched.named(CLAIM.task());
    assertThat(run.wantsProgress()).isTrue();

    now += WatchedRuns.TERM.toNanos();
    assertThat(run.wantsProgress()).isFalse();
  }

  @Test
  void aWaitingRunGivesItsSlotBackUntilItGoesOn() throws Exception {
    DrivenRun run = run();
    answers.add(request -> new CommitReply.Committed(List.of()));
    answers.add(request -> new CommitReply.Committed(List.of()));

    run.commit(commit(0, 0, RunStatus.WAITING));
    assertThat(slots.running()).isZero();
    run.commit(commit(1, 0, RunStatus.RUNNING));
    assertThat(slots.running()).isEqualTo(1);
  }

  @Test
  void aRunThatWasAbandonedBeforeItsDriverCameIsAbandonedThen() {
    ClaimedRun claimed =
        new ClaimedRun(
            CLAIM, new ServiceId("s"), null, new byte[0], null, List.of(), List.of(), "");
    DrivenRun run = new DrivenRun(claimed, store(), lease, slots.occupy(), shared, looks::add);

    run.abandon("too late");
    run.drivenBy(driver());

    assertThat(abandoned).containsExactly("too late");
  }

  @Test
  void aRunWhoseCommitIsRefusedForGoodFailsInsteadOfGoingRound() throws Exception {
    DrivenRun run = run(1);
    for (int i = 0; i < 3; i++) {
      answers.add(request -> {
        throw new MessagingException("WRONGTYPE");
      });
    }
    answers.add(request -> new CommitReply.InboxChanged(entries(2)));
    answers.add(request -> new CommitReply.Committed(List.of()));

    CommitResult result = run.commit(commit(0, 0, RunStatus.RUNNING));

    assertThat(result).isEqualTo(new CommitResult.Fenced("the store refused a commit: WRONGTYPE"));
    assertThat(asked)
        .extracting(CommitRequest::operationId)
        .containsExactly("token.0", "token.0", "token.0", "token.failed.0", "token.failed.1");
    assertThat(asked).extracting(CommitRequest::inboxTaken).containsExactly(0, 0, 0, 1, 2);
    assertThat(asked.getLast().ticks()).isEmpty();
    assertThat(EnvelopeCodec.decodeEnvelope(asked.getLast().events().getFirst()).type())
        .isEqualTo("WorkflowFailedEvent");
  }

  @Test
  void aRunIsAskedToParkOnceItWaitedAndNothingHappenedForTheIdleTime() throws Exception {
    DrivenRun run = run();
    answers.add(request -> new CommitReply.Committed(List.of()));
    answers.add(request -> new CommitReply.Committed(List.of()));

    run.commit(commit(0, 0, RunStatus.RUNNING));
    run.parkIfIdle(0, 10);
    run.parkIfIdle(100, 10);
    assertThat(asksToPark).isZero();

    run.commit(commit(1, 0, RunStatus.WAITING));
    run.parkIfIdle(200, 10);
    run.parkIfIdle(209, 10);
    assertThat(asksToPark).isZero();
    run.parkIfIdle(210, 10);
    assertThat(asksToPark).isEqualTo(1);
    run.parkIfIdle(219, 10);
    assertThat(asksToPark).isEqualTo(1);
    run.parkIfIdle(220, 10);
    assertThat(asksToPark).isEqualTo(2);
  }

  @Test
  void whereVeryManyRunsWaitOneIsAskedToParkAtTheNextLook() throws Exception {
    DrivenRun run = run();
    answers.add(request -> new CommitReply.Committed(List.of()));
    run.commit(commit(0, 0, RunStatus.WAITING));
    for (int i = 0; i < LIMITS.waiting() / 2; i++) {
      slots.occupy().waits(true);
    }

    run.parkIfIdle(0, 10);
    assertThat(asksToPark).isZero();
    run.parkIfIdle(1, 10);

    assertThat(asksToPark).isEqualTo(1);
  }

  @Test
  void aParkingIsTriedWithTheSameOperationAndCountsItsTimeFromEachTry() throws Exception {
    parkings.add(() -> {
      throw new MessagingUnavailableException("away", null);
    });
    parkings.add(() -> new CommitReply.Committed(List.of()));
    DrivenRun run = run();

    CommitResult result = run.park(new Parking(3, WALL.plusNanos(1_500_000)));

    assertThat(result).isInstanceOf(CommitResult.Committed.class);
    assertThat(parks)
        .containsExactly(
            new ParkRequest(CLAIM, "token.0", 3, Duration.ofMillis(2)),
            new ParkRequest(CLAIM, "token.0", 3, Duration.ofMillis(2)));
    run.look();
    assertThat(asked).isEmpty();
  }

  private static PublishedEvent event() {
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    return new PublishedEvent("Token", List.of(), PublishedEvent.Origin.engine("w"), false, json);
  }

  @Test
  void aStreamedEventThatDidNotArriveIsSentAgainAtAPace() {
    DrivenRun run = run();
    publications.add(CompletableFuture.failedFuture(new MessagingException("away")));
    publications.add(CompletableFuture.failedFuture(new MessagingException("away")));
    run.publish(event());
    assertThat(looks).isEmpty();
    clock.advance(Duration.ofMillis(49));
    assertThat(looks).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(looks).isNotEmpty().containsOnly(run);
  }

  @Test
  void whatALostRunStreamedIsNotSentAgain() {
    DrivenRun run = run();
    publications.add(CompletableFuture.failedFuture(new MessagingException("away")));
    publications.add(CompletableFuture.failedFuture(new MessagingException("away")));
    run.publish(event());
    run.abandon("lost");
    clock.advance(Duration.ofSeconds(1));
    assertThat(looks).isEmpty();
  }

  @Test
  void aTimerThatIsOverdueIsDueAtOnce() throws Exception {
    parkings.add(() -> new CommitReply.Committed(List.of()));

    assertThat(run().park(new Parking(0, WALL.minusSeconds(5))))
        .isInstanceOf(CommitResult.Committed.class);
    assertThat(parks.getFirst().dueIn()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aParkingThatIsRefusedBringsWhatCame() throws Exception {
    parkings.add(() -> new CommitReply.InboxChanged(entries(1, 2)));
    DrivenRun run = run();

    assertThat(run.park(new Parking(1, null))).isEqualTo(new CommitResult.InboxChanged(List.of()));
    assertThat(delivered).containsExactly("e1", "e2");

    answers.add(request -> new CommitReply.Committed(entries(2, 3)));
    run.commit(commit(1, 1, RunStatus.RUNNING));
    assertThat(delivered).containsExactly("e1", "e2", "e3");
  }

  /** Else nobody would drive the run, and nobody would ever come back for the event. */
  @Test
  void aRunStaysWhileAnEventIsOnItsWayToTheDriver() throws Exception {
    parkings.add(() -> new CommitReply.Committed(List.of()));
    DrivenRun run = run();
    answers.add(request -> new CommitReply.Committed(entries(1)));
    run.look();
    assertThat(delivered).containsExactly("e1");

    assertThat(run.park(new Parking(1, null))).isEqualTo(new CommitResult.InboxChanged(List.of()));
    assertThat(parks).isEmpty();

    answers.add(request -> new CommitReply.Committed(List.of()));
    run.commit(commit(1, 1, RunStatus.WAITING));
    assertThat(run.park(new Parking(2, null))).isInstanceOf(CommitResult.Committed.class);
    assertThat(parks).hasSize(1);
  }

  @Test
  void aParkingThatIsRefusedForGoodLeavesTheRunAsItIs() throws Exception {
    for (int i = 0; i < 3; i++) {
      parkings.add(() -> {
        throw new MessagingException("WRONGTYPE");
      });
    }
    DrivenRun run = run();

    assertThat(run.park(new Parking(1, null))).isEqualTo(new CommitResult.InboxChanged(List.of()));
    answers.add(request -> new CommitReply.Committed(List.of()));
    run.look();
    assertThat(asked).hasSize(1);
  }

  @Test
  void aRunThatIsResumedWhileItWaitsHoldsNoSlotAndTheStoreIsTold() {
    DrivenRun run = run();

    run.resumed(RunStatus.WAITING);

    assertThat(slots.running()).isZero();
    assertThat(looks).containsExactly(run);
    answers.add(request -> new CommitReply.Committed(List.of()));
    run.look();
    assertThat(asked.getLast().waiting()).isTrue();
  }

  @Test
  void theStoreIsToldWhetherACommitIsProgress() throws Exception {
    DrivenRun run = run();
    for (boolean progress : List.of(false, true)) {
      answers.add(request -> new CommitReply.Committed(List.of()));
      run.commit(
          new Commit(List.of(new byte[1]), 0, List.of(), 0, null, RunStatus.RUNNING, progress));
    }
    assertThat(asked).extracting(CommitRequest::progress).containsExactly(false, true);
  }

  @Test
  void theDriverIsAskedToCancelWhenACommitSaysSo() throws Exception {
    DrivenRun run = run();
    answers.add(request -> new CommitReply.Committed(List.of(), true));
    assertThat(run.commit(commit(0, 0, RunStatus.RUNNING)))
        .isInstanceOf(CommitResult.Committed.class);
    assertThat(cancelled).containsExactly("cancelled on request");
  }

  @Test
  void theDriverIsAskedToCancelWhenALookSaysSo() {
    DrivenRun run = run();
    answers.add(request -> new CommitReply.Committed(entries(1), true));
    run.look();
    assertThat(cancelled).containsExactly("cancelled on request");
  }

  @Test
  void anEndOrAParkingThatComesAfterACancelIsRefusedToTheDriver() throws Exception {
    DrivenRun run = run();
    parkings.add(CommitReply.CancelRequested::new);
    assertThat(run.park(new Parking(0, null)))
        .isEqualTo(new CommitResult.CancelRequested("cancelled on request"));
    answers.add(request -> new CommitReply.CancelRequested());
    assertThat(run.commit(end(0, 0)))
        .isEqualTo(new CommitResult.CancelRequested("cancelled on request"));
  }

  @Test
  void aRunThatCannotBeDrivenEndsAsCancelledWhereThatWasAskedFor() {
    DrivenRun run = run();
    answers.add(request -> new CommitReply.CancelRequested());
    answers.add(request -> new CommitReply.Committed(List.of()));
    run.fail(new RunFailure("internal_error", "a defect", "", "", 0));
    assertThat(asked).hasSize(2);
    assertThat(asked.getFirst().operationId()).isNotEqualTo(asked.getLast().operationId());
    assertThat(EnvelopeCodec.decodeEnvelope(asked.getLast().events().getFirst()).type())
        .isEqualTo("WorkflowCancelledEvent");
  }

  @Test
  void aSnapshotThatPaysIsStoredWithItsCommitAndAnotherIsNot() throws Exception {
    answers.add(request -> new CommitReply.Committed(List.of()));
    answers.add(request -> new CommitReply.Committed(List.of()));
    answers.add(request -> new CommitReply.Committed(List.of()));
    DrivenRun run = run();
    List<byte[]> many = Collections.nCopies(Compaction.MIN_TICKS, new byte[10]);
    byte[] small = new byte[100];

    assertThat(run.wantsSnapshot(false)).isFalse();
    run.commit(new Commit(many, 0, List.of(), 0, null, RunStatus.RUNNING));
    assertThat(run.wantsSnapshot(false)).isTrue();
    run.commit(commit(256, 0, RunStatus.RUNNING).with(new byte[9_999]));
    run.commit(commit(257, 0, RunStatus.RUNNING).with(small));

    assertThat(asked).extracting(CommitRequest::snapshot).containsExactly(null, null, small);
    assertThat(run.wantsSnapshot(false)).isFalse();
  }
}
