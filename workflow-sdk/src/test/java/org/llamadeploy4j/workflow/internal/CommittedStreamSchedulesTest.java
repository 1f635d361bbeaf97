package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.turns.SeededTurns;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.Streaming;
import org.llamadeploy4j.workflow.testing.ManualClock;

/**
 * One workflow that streams, fails, waits, is computed again and has children, in many seeded
 * orders, whose drivers die before and after commits: of each piece of work a reader sees each word
 * once, in order, all of one attempt, and before what follows from it.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // for what hangs
class CommittedStreamSchedulesTest {

  private static final int SEEDS = 400;
  private static final int CHAPTERS = 4;
  private static final int WORDS = 3;
  private static final int MOST_DEATHS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  record Word(String part, int number, int attempt) implements Event {}

  static final class Book extends Workflow {
    record Write() implements StartEvent {}

    record Chapter(int number) implements Event {}

    record Written(int number) implements Event {}

    record Pages(int count) {}

    @Step(streams = Word.class)
    List<Chapter> plan(Context ctx, Write write) {
      say(ctx, "plan");
      return java.util.stream.IntStream.range(0, CHAPTERS).mapToObj(Chapter::new).toList();
    }

    @Step(workers = CHAPTERS, streams = Word.class, children = Proof.class)
    @Retry(attempts = 9, delay = "PT1S")
    Written write(Context ctx, Chapter chapter) throws Exception {
      say(ctx, "chapter " + chapter.number());
      ctx.state(Pages.class).update(p -> new Pages(p.count() + 1));
      switch (chapter.number()) {
        case 1 -> failAtFirst(ctx);
        case 2 -> ctx.sleep(Duration.ofSeconds(1));
        case 3 -> ctx.child("proof", Proof.class, new Proof.Begin(), Integer.class);
        default -> ctx.once("noted", Integer.class, () -> 1);
      }
      return new Written(chapter.number());
    }

    private static void failAtFirst(Context ctx) {
      if (ctx.retryInfo().retryNumber() == 0) {
        throw new IllegalStateException("out of ink");
      }
    }

    @Step(streams = Word.class)
    StopEvent bind(Context ctx, List<Written> all) {
      say(ctx, "binding");
      return StopEvent.of(ctx.state(Pages.class).get().count());
    }
  }

  /** Streams as well, and fails once. */
  public static final class Proof extends Workflow {
    public record Begin() implements StartEvent {}

    @Step(streams = Word.class)
    @Retry(attempts = 9, delay = "PT1S")
    StopEvent read(Context ctx, Begin begin) {
      say(ctx, "proof");
      Book.failAtFirst(ctx);
      return StopEvent.of(1);
    }
  }

  private static void say(Context ctx, String part) {
    for (int number = 0; number < WORDS; number++) {
      ctx.stream(new Word(part, number, ctx.attempt()));
    }
  }

  /** What is durable of a run, whose drivers die now and then before or after a commit. */
  private static final class DyingStore implements RunLog {
    private final Random random;
    private final List<byte[]> journal = new ArrayList<>();
    private final List<PublishedEvent> events = new ArrayList<>();
    private int deaths;
    private int refusals;
    private @Nullable RunOutcome outcome;

    DyingStore(Random random) {
      this.random = random;
    }

    @Override
    public CommitResult commit(Commit commit) {
      assertThat(outcome).as("nothing is written after the end").isNull();
      int fate = deaths < MOST_DEATHS ? random.nextInt(6) : -1;
      if (fate == 0) {
        deaths++;
        return new CommitResult.Fenced("died before the commit");
      }
      if (commit.outcome() != null && refusals == 0 && random.nextBoolean()) {
        refusals++;
        byte[] nothing = "{}".getBytes(UTF_8);
        return new CommitResult.InboxChanged(
            List.of(new ExternalEvent("late", "HumanResponseEvent", nothing)));
      }
      assertThat(commit.journalLengthBefore()).isEqualTo(journal.size());
      journal.addAll(commit.ticks());
      events.addAll(commit.events());
      outcome = commit.outcome();
      if (fate == 1) {
        deaths++;
        return new CommitResult.Fenced("died after the commit");
      }
      return CommitResult.Committed.nothingNew();
    }

    @Override
    public void publish(PublishedEvent event) {
      events.add(event);
    }

    @Override
    public boolean mayRun() {
      return true;
    }
  }

  @Test
  void eachWordIsSeenOnceWhateverTheOrderAndWhoeverDies() throws Exception {
    int deaths = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      DyingStore store = finish(seed, Streaming.COMMITTED);
      check(seed, store);
      deaths += store.deaths;
    }
    System.out.printf("committed streams: %d orders from seed 0, %d deaths%n", SEEDS, deaths);
    assertThat(deaths).as("the drivers die").isGreaterThan(SEEDS);
  }

  /** The seeds are worth something: live streams do not keep this promise. */
  @Test
  void aLiveStreamIsFoundOut() {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 20; seed++) {
                check(seed, finish(seed, Streaming.LIVE));
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the words of ");
  }

  private static void check(int seed, DyingStore store) {
    assertThat(store.outcome).as("seed %d", seed).isInstanceOf(RunOutcome.Completed.class);
    Map<String, List<Word>> parts = new HashMap<>();
    List<String> order = new ArrayList<>();
    for (PublishedEvent each : store.events) {
      if (each.type().equals("Word")) {
        Word word = read(each);
        parts.computeIfAbsent(word.part(), p -> new ArrayList<>()).add(word);
        order.add(word.part());
      } else if (each.type().equals("StopEvent")) {
        order.add("end");
      }
    }
    parts.forEach((part, words) -> {
      int attempt = words.getFirst().attempt();
      assertThat(words)
          .as("seed %d: the words of %s", seed, part)
          .containsExactly(
              new Word(part, 0, attempt), new Word(part, 1, attempt), new Word(part, 2, attempt));
    });
    assertThat(parts).as("seed %d", seed).hasSize(CHAPTERS + 3);
    assertThat(order.subList(0, WORDS)).as("seed %d", seed).containsOnly("plan");
    assertThat(order.indexOf("proof"))
        .as("seed %d: the child of chapter 3 ends before the chapter", seed)
        .isLessThan(order.indexOf("chapter 3"));
    assertThat(order.subList(order.size() - WORDS - 1, order.size()))
        .as("seed %d", seed)
        .containsExactly("binding", "binding", "binding", "end");
  }

  @SuppressWarnings("unchecked") // a JSON object
  private static Word read(PublishedEvent event) {
    Map<String, Object> json =
        (Map<String, Object>) Objects.requireNonNull(Json.parse(event.json()));
    String part = (String) Objects.requireNonNull(json.get("part"));
    return new Word(part, number(json, "number"), number(json, "attempt"));
  }

  private static int number(Map<String, Object> json, String name) {
    return ((Number) Objects.requireNonNull(json.get(name))).intValue();
  }

  /** Lets one driver after another go on with the run until its end is stored. */
  private static DyingStore finish(int seed, Streaming streaming) throws Exception {
    Random random = new Random(seed);
    DyingStore store = new DyingStore(random);
    Instant now = Instant.parse("2030-01-01T00:00:00Z");
    while (store.outcome == null) {
      ManualClock clock = new ManualClock(now);
      drive(store, streaming, clock, new SeededTurns(random.nextLong()), seed);
      now = clock.instant();
    }
    return store;
  }

  private static void drive(
      DyingStore store, Streaming streaming, ManualClock clock, SeededTurns turns, int seed)
      throws InterruptedException {
    ProgramOptions options = ProgramOptions.of("book", Env.empty(), clock).withStreaming(streaming);
    RunRequest request = new RunRequest("run-1", "{}".getBytes(UTF_8), Map.of());
    List<RunHandle> run = new ArrayList<>();
    try (LoadedProgram program = LoadedProgram.load(env -> new Book(), options)) {
      RunHooks hooks = new RunHooks(turns, (step, item) -> {});
      List<byte[]> journal = List.copyOf(store.journal);
      turns.whileAllWait(() -> run.add(program.resume(request, journal, store, hooks)));
      var ended = run.getFirst().ended().toCompletableFuture();
      do {
        assertThat(turns.awaitQuiet(PATIENCE)).as("seed %d: %s", seed, turns.busy()).isTrue();
        if (!ended.isDone()) {
          Instant due = clock.nextDue().orElseThrow();
          Duration until = Duration.between(clock.instant(), due);
          turns.whileAllWait(() -> clock.advance(until.isNegative() ? Duration.ZERO : until));
        }
      } while (!ended.isDone());
      assertThat(ended.getNow(null)).as("seed %d", seed).isNotInstanceOf(RunEnd.Broken.class);
    }
  }
}
