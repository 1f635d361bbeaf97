package org.llamadeploy4j.workflow;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  private static final SnapshotKeys KEYS =
      SnapshotKeys.ofSecret(
          "golden", "not a secret: the key of a test file".getBytes(StandardCharsets.US_ASCII));

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
          ctx.waitForEvent(Turn.class, WaitOptions.none().where("word", "rescue"));
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

  /** A snapshot of the old version with a bit of everything that has a name. */
  private static Snapshot take() throws InterruptedException {
    ManualClock clock = new ManualClock(THEN);
    Old.Flow flow = new Old.Flow();
    Handler handler =
        InProcessRunner.of(flow)
            .withSnapshotKeys(KEYS)
            .withScheduler(clock)
            .withRunIds(() -> "renamed-run")
            .run(new Old.Flow.Go("gone "));
    Await.until(
        () -> flow.ended.get() == 5 && clock.armed() == 1 && handler.runningSteps().isEmpty());
    handler.send(new Old.Flow.Late("later"), "work");
    return handler.snapshot();
  }

  /** Writes a snapshot of the old version into the file named. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Files.write(Path.of(args[0]), take().bytes());
  }
}
