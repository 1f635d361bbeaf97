package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Collect;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/** What joins get, and when. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class JoinsTest {

  static final class TakeOne extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Done(int n) implements Event {}

    record Early(int n) implements Event {}

    record Slept(int n) implements Event {}

    final CountDownLatch joined = new CountDownLatch(1);
    final AtomicInteger joins = new AtomicInteger();
    final AtomicInteger finished = new AtomicInteger();

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2), new Part(3));
    }

    @Step
    Done work(Part part) throws InterruptedException {
      if (part.n() != 2) {
        joined.await(); // so these end after the join
      }
      finished.incrementAndGet();
      return new Done(part.n());
    }

    @Step
    Early first(@Collect(take = 1) List<Done> done) {
      joins.incrementAndGet();
      joined.countDown();
      return new Early(done.getFirst().n());
    }

    @Step
    Slept all(List<Done> done) {
      return new Slept(done.size());
    }

    @Step
    StopEvent end(Early early, Slept slept) {
      return StopEvent.of(early.n() + " of " + slept.n());
    }
  }

  // T127 T131
  @Test
  void aJoinThatTakesOneRunsWithTheFirstAndTheOthersGoOn() throws Exception {
    TakeOne workflow = new TakeOne();

    assertThat(workflow.run().result()).isEqualTo("2 of 3");
    assertThat(workflow.joins).hasValue(1);
    assertThat(workflow.finished).hasValue(3);
  }

  static final class TakeTwo extends Workflow {
    record Go(int parts) implements StartEvent {}

    record Part(int n) implements Event {}

    final List<List<Part>> batches = Collections.synchronizedList(new ArrayList<>());
    final int failures;

    TakeTwo(int failures) {
      this.failures = failures;
    }

    @Step
    List<Part> split(Go go) {
      return IntStream.range(0, go.parts()).mapToObj(Part::new).toList();
    }

    @Step
    @Retry(attempts = 5, delay = "PT0S")
    StopEvent join(@Collect(take = 2) List<Part> parts) {
      batches.add(parts);
      if (batches.size() <= failures) {
        throw new IllegalStateException("once more");
      }
      return StopEvent.of(parts.toString());
    }
  }

  // T128
  @Test
  void aJoinThatTakesMoreThanThereAreRunsWhenTheStreamCloses() throws Exception {
    assertThat(new TakeTwo(0).run(new TakeTwo.Go(1)).result()).isEqualTo("[Part[n=0]]");
    assertThat(new TakeTwo(0).run(new TakeTwo.Go(0)).result()).isEqualTo("[]");
  }

  // T142
  @Test
  void aRetriedJoinThatTakesTwoGetsTheSameTwo() throws Exception {
    TakeTwo workflow = new TakeTwo(2);

    assertThat(workflow.run(new TakeTwo.Go(5)).result()).isEqualTo("[Part[n=0], Part[n=1]]");
    assertThat(workflow.batches).hasSize(3).containsOnly(workflow.batches.getFirst());
  }

  static final class Kinds extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    sealed interface Outcome extends Event {}

    record Good(int n) implements Outcome {}

    record Bad(int n) implements Outcome {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(0), new Part(1), new Part(2));
    }

    @Step(workers = 1)
    Outcome work(Part part) {
      return part.n() == 1 ? new Bad(part.n()) : new Good(part.n());
    }

    @Step
    StopEvent join(List<Outcome> outcomes) {
      return StopEvent.of(outcomes.toString());
    }
  }

  // T129
  @Test
  void aJoinOfAUnionGetsOneListInTheOrderOfCompletion() throws Exception {
    assertThat(new Kinds().run().result()).isEqualTo("[Good[n=0], Bad[n=1], Good[n=2]]");
  }

  static final class Nested extends Workflow {
    record Go(int outer, int inner) implements StartEvent {}

    record Outer(int n, int inner) implements Event {}

    record Inner(int outer, int n) implements Event {}

    record Row(int outer, int sum) implements Event {}

    final AtomicInteger rows = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();

    @Step
    List<Outer> split(Go go) {
      return IntStream.range(0, go.outer()).mapToObj(n -> new Outer(n, go.inner())).toList();
    }

    @Step
    List<Inner> spread(Outer outer) {
      return IntStream.range(0, outer.inner()).mapToObj(n -> new Inner(outer.n(), n)).toList();
    }

    @Step
    Row row(List<Inner> inners) {
      rows.incrementAndGet();
      int outer = inners.isEmpty() ? -1 : inners.getFirst().outer();
      assertThat(inners).allMatch(i -> i.outer() == outer);
      return new Row(outer, inners.size());
    }

    @Step
    StopEvent table(List<Row> all) {
      ends.incrementAndGet();
      return StopEvent.of(all.stream().mapToInt(Row::sum).sum() + " in " + all.size());
    }
  }

  // T130
  @Test
  void innerJoinsRunForEachOuterMemberAndTheOuterJoinOnce() throws Exception {
    Nested workflow = new Nested();

    assertThat(workflow.run(new Nested.Go(4, 3)).result()).isEqualTo("12 in 4");
    assertThat(workflow.rows).hasValue(4);
    assertThat(workflow.ends).hasValue(1);
    assertThat(new Nested().run(new Nested.Go(3, 0)).result()).isEqualTo("0 in 3");
    assertThat(new Nested().run(new Nested.Go(0, 3)).result()).isEqualTo("0 in 0");
  }

  static final class TwoJoins extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Sum(int value) implements Event {}

    record Count(int value) implements Event {}

    record Seen(int n) implements Event {}

    final AtomicInteger watched = new AtomicInteger();

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2), new Part(3));
    }

    @Step
    Sum sum(List<Part> parts) {
      return new Sum(parts.stream().mapToInt(Part::n).sum());
    }

    @Step
    Count count(List<Part> parts) {
      return new Count(parts.size());
    }

    @Step
    void watch(Part part) {
      watched.incrementAndGet();
    }

    @Step
    StopEvent end(Sum sum, Count count) {
      return StopEvent.of(sum.value() + "/" + count.value());
    }
  }

  // T131 T132
  @Test
  void twoJoinsAndAPlainStepOnOneTypeAllGetEveryMember() throws Exception {
    TwoJoins workflow = new TwoJoins();

    assertThat(workflow.run().result()).isEqualTo("6/3");
    assertThat(workflow.watched).hasValue(3);
  }

  static final class TwoSources extends Workflow {
    record Go() implements StartEvent {}

    record Part(String from, int n) implements Event {}

    record Batch(String from, int size) implements Event {}

    @Step
    List<Part> left(Go go) {
      return List.of(new Part("left", 1), new Part("left", 2));
    }

    @Step
    List<Part> right(Go go) {
      return List.of(new Part("right", 1), new Part("right", 2), new Part("right", 3));
    }

    @Step(workers = 1)
    Batch join(List<Part> parts) {
      assertThat(parts).allMatch(p -> p.from().equals(parts.getFirst().from()));
      return new Batch(parts.getFirst().from(), parts.size());
    }

    @Step
    StopEvent end(Batch first, Batch second) {
      return StopEvent.of(
          java.util.stream.Stream.of(first, second)
              .map(b -> b.from() + b.size())
              .sorted()
              .toList());
    }
  }

  // T133 T145
  @Test
  void theStreamsOfTwoSourcesAreJoinedEachByItself() throws Exception {
    assertThat(new TwoSources().run().result()).isEqualTo(List.of("left2", "right3"));
  }

  static final class Chained extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Again(int n) implements Event {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2));
    }

    @Step
    List<Again> join(List<Part> parts) {
      return parts.stream()
          .flatMap(p -> IntStream.range(0, 2).mapToObj(i -> new Again(p.n() * 10 + i)))
          .toList();
    }

    @Step
    StopEvent end(List<Again> all) {
      return StopEvent.of(all.stream().map(Again::n).sorted().toList());
    }
  }

  // T134
  @Test
  void aJoinThatReturnsAListOpensAFreshStreamOutsideTheOneItJoined() throws Exception {
    assertThat(new Chained().run().result()).isEqualTo(List.of(10L, 11L, 20L, 21L));
  }

  static final class Targeting extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    @Step(sends = Part.class)
    List<Part> split(Context ctx, Go go) {
      ctx.send(new Part(9), "join");
      return List.of(new Part(1));
    }

    @Step
    StopEvent join(List<Part> parts) {
      return StopEvent.of(parts.size());
    }
  }

  // T138
  @Test
  void anEventSentToAJoinFailsTheRun() {
    assertThatThrownBy(() -> new Targeting().run().result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step 'join' joins a fan-out; nothing can be sent to it");
  }
}
