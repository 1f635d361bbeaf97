package org.llamadeploy4j.workflow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ManualClock;

/**
 * A snapshot that was taken by the first version that had them is read by this one and every later
 * one. The file is never written again; a new version of the format gets a file of its own, which
 * {@link #main} writes.
 */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class GoldenSnapshotTest {

  static final SnapshotKeys KEYS =
      SnapshotKeys.ofSecret(
          "golden", "not a secret: the key of a test file".getBytes(StandardCharsets.US_ASCII));

  /** Has a bit of all that a snapshot may hold when it waits. */
  @SkipChecks(SkipChecks.Check.DEAD_END)
  static final class Golden extends Workflow {
    record Go(String word) implements StartEvent {}

    record Part(int number) implements Event {}

    record Turn(String word) implements HumanResponseEvent {}

    record Done(int number) implements Event {}

    record Left(String word) implements Event {}

    record Try() implements Event {}

    record Right(int attempt) implements Event {}

    record Piece(int number) implements Event {}

    record Both(String text) {
      Both() {
        this("");
      }
    }

    final AtomicInteger worked = new AtomicInteger();

    @Step(sends = {Left.class, Try.class, Piece.class})
    List<Part> split(Context ctx, Go go) {
      ctx.state(Both.class).set(new Both("begun "));
      ctx.send(new Left(go.word()));
      ctx.send(new Try());
      ctx.send(new Piece(1));
      return List.of(new Part(0), new Part(1), new Part(2), new Part(3));
    }

    @Step(workers = 4, waits = Turn.class, children = SnapshotTest.Asking.class)
    Done work(Context ctx, Part part) throws Exception {
      int number = requireNonNull(ctx.once("number", Integer.class, part::number));
      if (number == 2) {
        ctx.waitForEvent(Turn.class);
      }
      if (number == 3) {
        ctx.child("kid", SnapshotTest.Asking.class, new SnapshotTest.Asking.Go("g"), String.class);
      }
      worked.incrementAndGet();
      return new Done(number);
    }

    @Step
    @Retry(attempts = 2, delay = "PT60S")
    Right shaky(Context ctx, Try event) {
      worked.incrementAndGet();
      if (ctx.attempt() == 1) {
        throw new IllegalStateException("not yet");
      }
      return new Right(ctx.attempt());
    }

    @Step
    void both(Context ctx, Left left, Right right) {
      ctx.state(Both.class).update(b -> new Both(b.text() + left.word() + right.attempt()));
      worked.incrementAndGet();
    }

    @Step
    void collect(Context ctx, Piece piece) {
      ctx.collectEvents(piece, List.of(Piece.class, Piece.class));
      worked.incrementAndGet();
    }

    @Step
    StopEvent gather(Context ctx, List<Done> done) {
      return StopEvent.of(ctx.state(Both.class).get().text() + " and " + done.size());
    }
  }

  private static final Instant THEN = Instant.parse("2030-01-01T00:00:00.123456Z");

  private static Snapshot take() throws InterruptedException {
    ManualClock clock = new ManualClock(THEN);
    Golden flow = new Golden();
    Handler handler =
        InProcessRunner.of(flow)
            .withSnapshotKeys(KEYS)
            .withScheduler(clock)
            .withRunIds(() -> "golden-run")
            .withInternalEvents()
            .run(new Golden.Go("gold"));
    awaitRest(handler);
    Snapshot snapshot = handler.snapshot();
    assertThat(flow.worked).hasValue(4);
    assertThat(clock.armed()).isEqualTo(2);
    return snapshot;
  }

  /**
   * Reads until the child has asked and each first attempt has ended or waits: of split, shaky and
   * collect, and of work four times. From then on nothing happens by itself, and a snapshot that is
   * asked for now has all of it.
   */
  private static void awaitRest(Handler handler) {
    int left = 7;
    boolean asked = false;
    var events = handler.stream(StreamOptions.DEFAULT.withInternal()).iterator();
    while (left > 0 || !asked) {
      Event event = events.next().event();
      asked |= event instanceof InputRequiredEvent;
      if (event instanceof StepStateChanged change
          && change.state() == StepStateChanged.Phase.NOT_RUNNING) {
        left--;
      }
    }
  }

  /** Goes on from the snapshot to the right end; gives the journal of that. */
  private static List<byte[]> check(Snapshot snapshot) throws InterruptedException {
    assertThat(snapshot.description(KEYS).runId()).isEqualTo("golden-run");
    assertThat(snapshot.description(KEYS).takenAt()).isEqualTo(THEN);
    ManualClock clock = new ManualClock(THEN.plusSeconds(1));
    Golden flow = new Golden();
    Handler handler =
        InProcessRunner.of(flow)
            .withSnapshotKeys(KEYS)
            .withScheduler(clock)
            .withJournal()
            .recover(snapshot)
            .with(new Golden.Turn("go"))
            .start();
    var events = handler.events().iterator();
    assertThat(events.next()).isInstanceOf(InputRequiredEvent.class);
    Await.until(() -> flow.worked.get() == 1 && clock.armed() == 2);
    assertThat(clock.nextDue()).contains(THEN.plusSeconds(60));
    clock.advance(Duration.ofSeconds(59));
    Await.until(() -> flow.worked.get() == 3 && !handler.runningSteps().contains("both"));
    handler.send(new SnapshotTest.Asking.Reply("yes"));

    assertThat(handler.result()).isEqualTo("begun gold2 and 4");
    return handler.journal();
  }

  /** A file that an earlier version wrote. */
  static byte[] file(String name) throws IOException {
    try (InputStream in = GoldenSnapshotTest.class.getResourceAsStream(name)) {
      return requireNonNull(in).readAllBytes();
    }
  }

  @Test
  void theSnapshotOfTheFirstVersionIsRead() throws Exception {
    check(Snapshot.of(file("snapshot-1.golden")));
  }

  @Test
  void theFirstSnapshotWithSchemasIsRead() throws Exception {
    check(Snapshot.of(file("snapshot-2.golden")));
  }

  @Test
  void aSnapshotOfTodayIsRead() throws Exception {
    check(take());
  }

  /** The run as it is when it has gone on from the snapshot, and the same at every later tick. */
  private static void checkReplay(List<byte[]> journal) {
    Replay replay = Replay.of(new Golden(), journal);

    assertThat(replay.at(0).phase()).isEqualTo(RunView.Phase.NEW);
    assertThat(replay.tick(1)).isEqualTo("the run was recovered from a snapshot");
    assertThat(replay.at(1).describe().lines())
        .containsExactly(
            "ACTIVE",
            "  step shaky, work 2 (Try): DELAYED, attempt 2, waits for its time, 2030-01-01T00:01:00.123456Z",
            "  step work, work 6 (Part): WAITING, attempt 1, waits for Turn",
            "  step work, work 7 (Part): WAITING, attempt 1, waits for the child kid",
            "  fan-out 1 of step split: 2 on their way",
            "  state Both: {\"text\":\"begun \"}",
            "  child kid",
            "    WAITING",
            "      step ask, work 1 (Go): WAITING, attempt 1, waits for Reply for at most PT24H",
            "      state Asked: {\"count\":1}");
    assertThat(replay.schemaChanges()).isEmpty();
    int child = 1 + journal.indexOf(inChild(journal));
    assertThat(replay.tick(child))
        .isEqualTo("in the child kid: step ask, work 1, attempt 2 ended and gave StopEvent");
    assertThat(replay.at(child - 1).children()).hasSize(1);
    assertThat(replay.at(child).children()).isEmpty();
    assertThat(replay.last().end()).contains("begun gold2 and 4");
  }

  private static byte[] inChild(List<byte[]> journal) {
    return journal.stream()
        .filter(tick -> new String(tick, StandardCharsets.UTF_8).contains("\"tick\":\"child\""))
        .findFirst()
        .orElseThrow();
  }

  private static List<byte[]> journal(String name) throws IOException {
    return new String(file(name), StandardCharsets.UTF_8)
        .lines()
        .map(Base64.getDecoder()::decode)
        .toList();
  }

  @Test
  void aRecoveredRunIsReplayedFromItsSnapshotOnWithItsOpenChildren() throws Exception {
    checkReplay(journal("recovered-1.base64"));
    checkReplay(journal("recovered-2.base64"));
    checkReplay(check(take()));
  }

  /**
   * Writes a snapshot into the first file named, for a new version of the format, and into the
   * second the journal of a run that goes on from it, a tick a line in Base64.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Snapshot snapshot = take();
    Files.write(Path.of(args[0]), snapshot.bytes());
    List<byte[]> journal = check(snapshot);
    Files.write(
        Path.of(args[1]), journal.stream().map(Base64.getEncoder()::encodeToString).toList());
  }
}
