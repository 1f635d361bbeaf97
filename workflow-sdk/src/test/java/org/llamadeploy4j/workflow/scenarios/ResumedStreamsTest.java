package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/** Runs that go on from their journal in another instance of their workflow. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class ResumedStreamsTest {

  /** Half of the members wait for an answer each; joins collect, pairs and a retry besides. */
  static final class Whole extends Workflow {
    record Go(int parts) implements StartEvent {}

    record Part(int n) implements Event {}

    record Question(int n) implements InputRequiredEvent {}

    record Answer(int n, String text) implements HumanResponseEvent {}

    record Done(int n, String text) implements Event {}

    record Pair(int first, int second) implements Event {}

    record Joined(String text) implements Event {}

    record Paired(int pairs) implements Event {}

    @Step
    List<Part> split(Go go) {
      return IntStream.range(0, go.parts()).mapToObj(Part::new).toList();
    }

    @Step(waits = Answer.class, workers = 2)
    Done work(Context ctx, Part part) {
      if (part.n() % 2 == 0) {
        return new Done(part.n(), "plain");
      }
      WaitOptions asking =
          WaitOptions.defaults().withPrompt(new Question(part.n())).where("n", part.n());
      return new Done(part.n(), ctx.waitForEvent(Answer.class, asking).text());
    }

    @Step(workers = 1)
    Pair pair(Done first, Done second) {
      return new Pair(first.n(), second.n());
    }

    @Step
    Paired pairs(List<Pair> pairs) {
      return new Paired(pairs.size());
    }

    @Step
    Joined join(List<Done> done) {
      return new Joined(done.stream().map(d -> d.n() + d.text()).sorted().toList().toString());
    }

    @Step
    StopEvent end(Joined joined, Paired paired) {
      return StopEvent.of(joined.text() + paired.pairs());
    }
  }

  private static final String WHOLE = "\"[0plain, 1a, 2plain, 3b]2\"";

  // T153 T117 (rule 13: what a wait requires is kept with it, so nothing is asked again) T086
  @Test
  void anOpenStreamGoesOnInAnotherInstanceAndIsJoinedOnceWithTheMembersOfBoth() throws Exception {
    KeptJournal first = KeptJournal.start(Whole::new, "{\"parts\": 4}");
    first.awaitPublished("Question", 2);
    first.send("1", "Answer", "{\"n\": 3, \"text\": \"b\"}");
    Await.until(() -> first.texts().stream().filter(t -> t.contains("Done")).count() >= 3);

    KeptJournal second = first.moved();
    second.send("2", "Answer", "{\"n\": 9, \"text\": \"for nobody\"}");
    second.send("3", "Answer", "{\"n\": 1, \"text\": \"a\"}");

    assertThat(second.result()).isEqualTo(WHOLE);
    assertThat(second.published("Question")).isZero();
  }

  // T152 T153
  @Test
  void everyPrefixOfAJournalLeadsToTheSameResult() throws Exception {
    KeptJournal whole = KeptJournal.start(Whole::new, "{\"parts\": 4}");
    whole.awaitPublished("Question", 2);
    whole.send("1", "Answer", "{\"n\": 1, \"text\": \"a\"}");
    whole.send("2", "Answer", "{\"n\": 3, \"text\": \"b\"}");
    assertThat(whole.result()).isEqualTo(WHOLE);

    for (int ticks = 0; ticks <= whole.ticks().size(); ticks++) {
      KeptJournal again = whole.resumed(ticks);
      again.send("1", "Answer", "{\"n\": 1, \"text\": \"a\"}");
      again.send("2", "Answer", "{\"n\": 3, \"text\": \"b\"}");
      assertThat(again.result()).as("after %d ticks", ticks).isEqualTo(WHOLE);
    }
  }

  /** A join that fails until it is told not to, with a delay before each retry. */
  static final class Retried extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Sum(int value, int attempt) implements Event {}

    record Rows(List<Row> events) implements org.llamadeploy4j.workflow.FanOut<Row> {}

    record Row(int n) implements Event {}

    final List<List<Part>> batches;
    final AtomicInteger failuresLeft;

    Retried(List<List<Part>> batches, AtomicInteger failuresLeft) {
      this.batches = batches;
      this.failuresLeft = failuresLeft;
    }

    @Step
    Rows begin(Go go) {
      return new Rows(List.of(new Row(1), new Row(2)));
    }

    @Step
    List<Part> split(Row row) {
      return IntStream.range(0, 3).mapToObj(n -> new Part(10 * row.n() + n)).toList();
    }

    @Step(workers = 1)
    @Retry(attempts = 9, delay = "PT1M")
    Sum join(Context ctx, List<Part> parts) {
      batches.add(parts);
      if (failuresLeft.getAndDecrement() > 0) {
        throw new IllegalStateException("not yet");
      }
      return new Sum(parts.stream().mapToInt(Part::n).sum(), ctx.attempt());
    }

    @Step
    @Nullable StopEvent end(List<Sum> sums) {
      return StopEvent.of(sums.stream().map(Sum::value).sorted().toList());
    }
  }

  // T154
  @Test
  void aJoinThatWaitsForItsRetryHasItsBatchAndItsStreamInAnotherInstance() throws Exception {
    List<List<Retried.Part>> batches = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger failuresLeft = new AtomicInteger(2);
    KeptJournal first = KeptJournal.start(() -> new Retried(batches, failuresLeft), "{}");
    Await.until(() -> first.clock().armed() == 2);

    KeptJournal second = first.moved();
    Await.until(() -> second.clock().armed() == 2);
    second.clock().advance(Duration.ofMinutes(1));

    assertThat(second.result()).isEqualTo("[33,63]");
    assertThat(batches).hasSize(4);
    assertThat(java.util.Set.copyOf(batches)).hasSize(2);
  }

  /** A join that asks a human before it goes on. */
  static final class AskingJoin extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Question(int size) implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2));
    }

    @Step(waits = Answer.class)
    StopEvent join(Context ctx, List<Part> parts) {
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question(parts.size()));
      return StopEvent.of(ctx.waitForEvent(Answer.class, asking).text() + parts.size());
    }
  }

  // T154
  @Test
  void aJoinThatWaitsForAnAnswerHasItsBatchInAnotherInstance() throws Exception {
    KeptJournal first = KeptJournal.start(AskingJoin::new, "{}");
    first.awaitPublished("Question", 1);

    KeptJournal second = first.moved();
    second.send("1", "Answer", "{\"text\": \"go \"}");

    assertThat(second.result()).isEqualTo("\"go 2\"");
    assertThat(second.published("Question")).isZero();
  }
}
