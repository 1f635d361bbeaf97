package org.llamadeploy4j.workflow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ManualClock;

/**
 * A run is recovered from a snapshot by a version of its workflow in which everything has another
 * name and its old one as an alias. The snapshots are in files that are never written again; a new
 * form gets a file of its own, which {@link #main} writes.
 */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // two versions of one workflow
class RenamedSnapshotTest {

  private static final SnapshotKeys KEYS = GoldenSnapshotTest.KEYS;

  private static final Instant THEN = Instant.parse("2030-01-01T00:00:00Z");

  /** The version that was left. */
  static final class Old {

    record Tally(int count) {}

    public static final class Kid extends Workflow {
      record Ask(String word) implements StartEvent {}

      record Reply(String text) implements HumanResponseEvent {}

      @StateName("Asked")
      record Asked(int count) {}

      @Step(waits = Reply.class)
      StopEvent ask(Context ctx, Ask ask) {
        ctx.state(Asked.class).update(a -> new Asked(a.count() + 1));
        String text = ctx.waitForEvent(Reply.class).text();
        return StopEvent.of(ask.word() + text + ctx.state(Asked.class).get().count());
      }
    }

    @SkipChecks(SkipChecks.Check.DEAD_END)
    static final class Flow extends Workflow {
      record Go(String word) implements StartEvent {}

      record Part(int number) implements Event {}

      record Turn(String word) implements HumanResponseEvent {}

      record Late(String word) implements HumanResponseEvent {}

      record Done(String text) implements Event {}

      record Try(String word) implements Event {}

      record Left(String word) implements Event {}

      record Right(String word) implements Event {}

      record Piece(int number) implements Event {}

      @StateName("Notes")
      record Notes(String text) {
        Notes() {
          this("");
        }
      }

      final AtomicInteger ended = new AtomicInteger();
      final AtomicInteger blocks = new AtomicInteger();

      @Step(sends = {Left.class, Try.class, Piece.class})
      List<Part> split(Context ctx, Go go) {
        ctx.state(Notes.class).set(new Notes(go.word()));
        ctx.send(new Left("left"));
        ctx.send(new Try("right"));
        ctx.send(new Piece(1));
        return List.of(new Part(1), new Part(2), new Part(3), new Part(4), new Part(5));
      }

      @Step(
          workers = 5,
          sends = Piece.class,
          waits = {Turn.class, Late.class},
          children = Kid.class)
      Done work(Context ctx, Part part) throws Exception {
        int number = requireNonNull(ctx.once("number", Integer.class, () -> counted(part)));
        return switch (number) {
          case 1 -> {
            ctx.state(Tally.class).update(t -> new Tally(t.count() + 1));
            ctx.send(new Piece(2));
            String word = ctx.waitForEvent(Turn.class).word();
            yield new Done(word + ctx.waitForEvent(Late.class).word());
          }
          case 2 ->
              new Done(requireNonNull(ctx.child("kid", Kid.class, new Kid.Ask("w"), String.class)));
          case 3, 4 -> throw new IllegalStateException("part " + number);
          default -> {
            ended.incrementAndGet();
            yield new Done("plain");
          }
        };
      }

      private int counted(Part part) {
        blocks.incrementAndGet();
        return part.number();
      }

      @CatchError(steps = "work")
      Done rescue(Context ctx, StepFailedEvent failed) {
        Part part = (Part) failed.input();
        if (part.number() == 4) {
          ctx.waitForEvent(Turn.class, WaitOptions.defaults().where("word", "rescue"));
        }
        ended.incrementAndGet();
        return new Done("rescued " + part.number());
      }

      @Step
      @Retry(attempts = 2, delay = "PT60S")
      Right shaky(Context ctx, Try event) {
        ended.incrementAndGet();
        if (ctx.attempt() == 1) {
          throw new IllegalStateException("not yet");
        }
        return new Right(event.word());
      }

      @Step
      void both(Context ctx, Left left, Right right) {
        ctx.state(Notes.class).update(n -> new Notes(n.text() + left.word() + right.word()));
        ended.incrementAndGet();
      }

      @Step
      void collect(Context ctx, Piece piece) {
        ctx.collectEvents(piece, List.of(Piece.class, Piece.class, Piece.class));
        ended.incrementAndGet();
      }

      @Step
      StopEvent gather(Context ctx, List<Done> all) {
        List<String> texts = all.stream().map(Done::text).sorted().toList();
        return StopEvent.of(ctx.state(Notes.class).get().text() + texts);
      }
    }
  }

  /** The version that goes on: everything has another name. */
  static final class New {

    @StateName(value = "Count", aliases = "Tally")
    record Count(int count) {}

    public static final class Kid extends Workflow {
      @EventName(value = "Wonder", aliases = "Ask")
      record Wonder(String word) implements StartEvent {}

      @EventName(value = "Told", aliases = "Reply")
      record Told(String text) implements HumanResponseEvent {}

      @StateName(value = "Wondered", aliases = "Asked")
      record Wondered(int count) {}

      @Step(aliases = "ask", waits = Told.class)
      StopEvent wonder(Context ctx, Wonder ask) {
        ctx.state(Wondered.class).update(a -> new Wondered(a.count() + 1));
        String text = ctx.waitForEvent(Told.class).text();
        return StopEvent.of(ask.word() + text + ctx.state(Wondered.class).get().count());
      }
    }

    @SkipChecks(SkipChecks.Check.DEAD_END)
    static final class Flow extends Workflow {
      record Go(String word) implements StartEvent {}

      @EventName(value = "Portion", aliases = "Part")
      record Portion(int number) implements Event {}

      @EventName(value = "Signal", aliases = "Turn")
      record Signal(String word) implements HumanResponseEvent {}

      @EventName(value = "Later", aliases = "Late")
      record Later(String word) implements HumanResponseEvent {}

      @EventName(value = "Ready", aliases = "Done")
      record Ready(String text) implements Event {}

      @EventName(value = "Attempt", aliases = "Try")
      record Attempt(String word) implements Event {}

      @EventName(value = "West", aliases = "Left")
      record West(String word) implements Event {}

      @EventName(value = "East", aliases = "Right")
      record East(String word) implements Event {}

      @EventName(value = "Bit", aliases = "Piece")
      record Bit(int number) implements Event {}

      @StateName(value = "Minutes", aliases = "Notes")
      record Minutes(String text) {
        Minutes() {
          this("");
        }
      }

      final AtomicInteger blocks = new AtomicInteger();
      final AtomicInteger collected = new AtomicInteger();

      @SuppressWarnings("DoNotCallSuggester") // a step that fails
      @Step(
          aliases = "split",
          sends = {West.class, Attempt.class, Bit.class})
      List<Portion> divide(Context ctx, Go go) {
        throw new IllegalStateException("this was done before");
      }

      @Step(
          aliases = {"job", "work"},
          workers = 5,
          sends = Bit.class,
          waits = {Signal.class, Later.class},
          children = Kid.class)
      @OnceName(
          value = "figure",
          aliases = {"digit", "number"})
      Ready labour(Context ctx, Portion part) throws Exception {
        int number = requireNonNull(ctx.once("figure", Integer.class, blocks::incrementAndGet));
        if (number == 1) {
          ctx.state(Count.class).update(t -> new Count(t.count() + 1));
          ctx.send(new Bit(2));
          String word = ctx.waitForEvent(Signal.class).word();
          int count = ctx.state(Count.class).get().count();
          return new Ready(word + count + ctx.waitForEvent(Later.class).word());
        }
        return new Ready(
            requireNonNull(ctx.child("kid", Kid.class, new Kid.Wonder("w"), String.class)));
      }

      @CatchError(aliases = "rescue", steps = "labour")
      Ready save(Context ctx, StepFailedEvent failed) {
        Portion part = (Portion) failed.input();
        ctx.waitForEvent(Signal.class, WaitOptions.defaults().where("word", "rescue"));
        return new Ready("rescued " + part.number() + " of " + failed.step());
      }

      @Step(aliases = "shaky")
      @Retry(attempts = 2, delay = "PT60S")
      East wobbly(Context ctx, Attempt event) {
        return new East(event.word());
      }

      @Step(aliases = "both")
      void pair(Context ctx, West left, East right) {
        ctx.state(Minutes.class).update(n -> new Minutes(n.text() + left.word() + right.word()));
      }

      @Step(aliases = "collect")
      @Nullable Ready gatherBits(Context ctx, Bit piece) {
        ctx.collectEvents(piece, List.of(Bit.class, Bit.class, Bit.class))
            .ifPresent(set -> collected.addAndGet(set.size()));
        return null;
      }

      @Step(aliases = "gather")
      StopEvent finish(Context ctx, List<Ready> all) {
        List<String> texts = all.stream().map(Ready::text).sorted().toList();
        return StopEvent.of(ctx.state(Minutes.class).get().text() + texts);
      }
    }
  }

  /** A snapshot of the old version with a bit of everything that has a name. */
  private static Snapshot take() throws InterruptedException {
    ManualClock clock = new ManualClock(THEN);
    Old.Flow flow = new Old.Flow();
    Handler handler =
        InProcessRunner.of(flow)
            .withSnapshotKeys(KEYS)
            .withScheduler(clock)
            .withRunIds(() -> "renamed-run")
            .withJournal()
            .run(new Old.Flow.Go("gone "));
    Await.until(() -> flow.ended.get() == 5 && clock.armed() == 1 && rests(handler));
    handler.send(new Old.Flow.Late("later"), "work");
    return handler.snapshot();
  }

  @Test
  void aRunOfTheFirstVersionGoesOnUnderOtherNames() throws Exception {
    List<byte[]> unused = check(Snapshot.of(GoldenSnapshotTest.file("renamed-1.golden")));
  }

  @Test
  void aRunWithSchemasGoesOnUnderOtherNames() throws Exception {
    List<byte[]> unused = check(Snapshot.of(GoldenSnapshotTest.file("renamed-2.golden")));
  }

  @Test
  void theJournalOfARecoveredRunIsReadUnderOtherNamesAgain() throws Exception {
    Handler old =
        InProcessRunner.of(new Old.Flow())
            .withSnapshotKeys(KEYS)
            .withScheduler(new ManualClock(THEN.plusSeconds(1)))
            .withJournal()
            .recover(take())
            .with(new Old.Flow.Turn("turn"))
            .start();
    Await.until(() -> old.journal().size() > 3 && old.runningSteps().isEmpty());
    old.cancel();
    Replay replay = Replay.of(new New.Flow(), old.journal());

    assertThat(replay.at(1).describe())
        .contains("step labour, work 4 (Portion): WAITING, attempt 1, waits for Signal")
        .contains("state Minutes: ")
        .contains("step wonder, work 1 (Wonder): WAITING, attempt 1, waits for Told");
    assertThat(replay.tick(3)).isEqualTo("step labour, work 4, attempt 2 waits for Later");
    assertThat(replay.tick(4)).startsWith("step labour, work 4, attempt 3 ended and gave Ready");
    assertThat(replay.last().describe()).doesNotContain("Part", "work,");
  }

  private static List<byte[]> check(Snapshot snapshot) throws InterruptedException {
    ManualClock clock = new ManualClock(THEN.plusSeconds(1));
    New.Flow flow = new New.Flow();
    Handler handler =
        InProcessRunner.of(flow)
            .withSnapshotKeys(KEYS)
            .withScheduler(clock)
            .withJournal()
            .recover(snapshot)
            .start();
    Await.until(() -> clock.armed() == 1);
    clock.advance(Duration.ofSeconds(59));
    handler.send(new New.Flow.Bit(3));
    handler.send(new New.Flow.Signal("signal"), "labour");
    // neither is part of the stream that the run's end joins, so it would not wait for them
    Await.until(() -> flow.collected.get() == 3 && state(handler, "Minutes").contains("leftright"));
    handler.send(new New.Flow.Signal("rescue"), "rescue");
    handler.send(new New.Kid.Told("told"), "kid/ask");

    assertThat(handler.result())
        .isEqualTo("gone leftright[plain, rescued 3, rescued 4 of labour, signal1later, wtold1]");
    assertThat(flow.blocks).as("blocks of once are not repeated").hasValue(0);
    assertThat(flow.collected).as("what was collected is there").hasValue(3);
    assertThat(handler.finalStates().json()).containsKey("Minutes").doesNotContainKey("Notes");
    return handler.journal();
  }

  /** Whether what every step did is durable: no work of the run is in a step's hands. */
  private static boolean rests(Handler handler) {
    RunView now = Replay.of(new Old.Flow(), handler.journal()).last();
    return now.work().stream()
        .allMatch(
            w -> w.phase() == RunView.WorkPhase.WAITING || w.phase() == RunView.WorkPhase.DELAYED);
  }

  /** A state as it is durable, as JSON; empty where it was not written. */
  private static String state(Handler handler, String name) {
    RunView now = Replay.of(new New.Flow(), handler.journal()).last();
    return now.states().getOrDefault(name, "");
  }

  /** Writes a snapshot of the old version into the file named. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Files.write(Path.of(args[0]), take().bytes());
  }
}
