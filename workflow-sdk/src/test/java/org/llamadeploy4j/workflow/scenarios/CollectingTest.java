package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class CollectingTest {

  static final class Mixed extends Workflow {
    record Go() implements StartEvent {}

    sealed interface Part extends Event {}

    record A(int n) implements Part {}

    record B(int n) implements Part {}

    record C(int n) implements Part {}

    final AtomicInteger entered = new AtomicInteger();

    @Step(sends = {A.class, B.class, C.class})
    void begin(Context ctx, Go go) {
      ctx.send(new C(1));
      ctx.send(new A(1));
      ctx.send(new B(1));
      ctx.send(new A(2));
    }

    @Step(workers = 1)
    Optional<StopEvent> gather(Context ctx, Part part) {
      entered.incrementAndGet();
      return ctx.collectEvents(part, List.of(A.class, B.class, A.class, C.class))
          .map(set -> StopEvent.of(set.toString()));
    }
  }

  // T102
  @Test
  void theSetFollowsTheOrderOfWhatIsExpected() throws Exception {
    Mixed workflow = new Mixed();

    assertThat(workflow.run().result()).isEqualTo("[A[n=1], B[n=1], A[n=2], C[n=1]]");
    assertThat(workflow.entered).hasValue(4);
  }

  static final class Nothing extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent none(Context ctx, Go go) {
      return StopEvent.of(ctx.collectEvents(go, List.of()).orElseThrow().size());
    }
  }

  // T103
  @Test
  void nothingExpectedIsAnEmptySetAtOnce() throws Exception {
    assertThat(new Nothing().run().result()).isEqualTo(0L);
  }

  static final class TwoBuffers extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Found(String text) implements Event {}

    @Step(sends = Part.class)
    void begin(Context ctx, Go go) {
      IntStream.rangeClosed(1, 6).forEach(n -> ctx.send(new Part(n)));
    }

    @Step(workers = 1)
    @Nullable Found gather(Context ctx, Part part) {
      String buffer = part.n() % 2 == 0 ? "even" : "odd";
      return ctx.collectEvents(buffer, part, List.of(Part.class, Part.class, Part.class))
          .map(set -> new Found(buffer + set))
          .orElse(null);
    }

    @Step
    StopEvent end(Found odd, Found even) {
      return StopEvent.of(odd.text() + even.text());
    }
  }

  // T104
  @Test
  void theBuffersOfAStepDoNotMix() throws Exception {
    assertThat(new TwoBuffers().run().result())
        .isEqualTo("odd[Part[n=1], Part[n=3], Part[n=5]]even[Part[n=2], Part[n=4], Part[n=6]]");
  }

  static final class Stranger extends Workflow {
    record Go() implements StartEvent {}

    sealed interface Part extends Event {}

    record Known(int n) implements Part {}

    record Other() implements Part {}

    final AtomicBoolean otherWasEmpty = new AtomicBoolean();

    @Step(sends = {Known.class, Other.class})
    void begin(Context ctx, Go go) {
      ctx.send(new Known(1));
      ctx.send(new Other());
      ctx.send(new Known(2));
    }

    @Step(workers = 1)
    Optional<StopEvent> gather(Context ctx, Part part) {
      Optional<List<Event>> set = ctx.collectEvents(part, List.of(Known.class, Known.class));
      if (part instanceof Other) {
        otherWasEmpty.set(set.isEmpty());
      }
      return set.map(s -> StopEvent.of(s.toString()));
    }
  }

  // T105
  @Test
  void anEventThatIsNotExpectedIsIgnoredAndTheBufferStaysAsItWas() throws Exception {
    Stranger workflow = new Stranger();

    assertThat(workflow.run().result()).isEqualTo("[Known[n=1], Known[n=2]]");
    assertThat(workflow.otherWasEmpty).isTrue();
  }

  static final class Twenty extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    final AtomicInteger executions = new AtomicInteger();
    final CountDownLatch eightInside = new CountDownLatch(8);

    @Step(sends = Part.class)
    void begin(Context ctx, Go go) {
      IntStream.range(0, 20).forEach(n -> ctx.send(new Part(n)));
    }

    @Step(workers = 8)
    Optional<StopEvent> gather(Context ctx, Part part) throws InterruptedException {
      executions.incrementAndGet();
      eightInside.countDown();
      eightInside.await();
      return ctx.collectEvents(part, java.util.Collections.nCopies(20, Part.class))
          .map(set -> StopEvent.of(set.stream().map(e -> ((Part) e).n()).toList()));
    }
  }

  // T106 T107
  @RepeatedTest(20)
  void workersSideBySideCollectEachEventOnceInTheOrderOfArrival() throws Exception {
    Twenty workflow = new Twenty();

    assertThat(workflow.run().result())
        .isEqualTo(IntStream.range(0, 20).mapToObj(n -> (long) n).toList());
    assertThat(workflow.executions).hasValue(20);
  }

  static final class Failing extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger sets = new AtomicInteger();

    @Step(sends = Part.class)
    void begin(Context ctx, Go go) {
      ctx.send(new Part(1));
      ctx.send(new Part(2));
    }

    @Step
    @Retry(attempts = 3, delay = "PT0S")
    Optional<StopEvent> gather(Context ctx, Part part) {
      Optional<List<Event>> set = ctx.collectEvents(part, List.of(Part.class, Part.class));
      if (set.isPresent()) {
        sets.incrementAndGet();
        if (failures.getAndIncrement() < 2) {
          throw new IllegalStateException("once more");
        }
      }
      return set.map(s -> StopEvent.of(s.toString()));
    }
  }

  // T108
  @Test
  void aCollectingStepThatIsRetriedGetsTheSameSetAgain() throws Exception {
    Failing workflow = new Failing();

    assertThat(workflow.run().result()).isEqualTo("[Part[n=1], Part[n=2]]");
    assertThat(workflow.sets).hasValue(3);
  }

  static final class Twice extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    @Step
    List<Part> begin(Go go) {
      return List.of(new Part(1), new Part(2));
    }

    @Step
    StopEvent gather(Context ctx, List<Part> parts) {
      for (Part part : parts) {
        ctx.collectEvents(part, List.of(Part.class, Part.class));
      }
      return StopEvent.of("lost one");
    }
  }

  // T104 (rule 13: an attempt puts one event into a buffer)
  @Test
  void aSecondEventForTheSameBufferIsRefusedRatherThanLost() {
    assertThatThrownBy(() -> new Twice().run().result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step gather collects a second event into the buffer 'default'");
  }

  static final class Replies extends Workflow {
    record Go() implements StartEvent {}

    record Signed(String by) implements HumanResponseEvent {}

    @Step
    InputRequiredEvent ask(Go go) {
      return InputRequiredEvent.of(Map.of("q", "?"));
    }

    @Step(workers = 1)
    Optional<StopEvent> any(Context ctx, HumanResponseEvent reply) {
      return gather(ctx, reply);
    }

    @Step(workers = 1)
    Optional<StopEvent> signed(Context ctx, Signed reply) {
      return ctx.collectEvents(reply, List.of(Signed.class, HumanResponseEvent.class))
          .map(set -> StopEvent.of("signed " + set));
    }

    private static Optional<StopEvent> gather(Context ctx, HumanResponseEvent reply) {
      return ctx.collectEvents(reply, List.of(HumanResponseEvent.class, HumanResponseEvent.class))
          .map(set ->
              StopEvent.of(set.stream().map(e -> e.get("n", Integer.class)).toList().toString()));
    }
  }

  @Test
  void eventsOfFreeFormAreCollectedByTheirRole() throws Exception {
    Handler run = new Replies().run(new Replies.Go());

    run.send(HumanResponseEvent.of(Map.of("n", 1)));
    run.send(new Replies.Signed("me"));
    run.send(HumanResponseEvent.of(Map.of("n", 2)));

    assertThat(run.result()).isEqualTo("[1, 2]");
  }

  static final class Open extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent gather(Context ctx, Go go) {
      return StopEvent.of(ctx.collectEvents(go, List.of(Event.class)).toString());
    }
  }

  @Test
  void anOpenTypeIsNotCollected() {
    assertThatThrownBy(new Open().run(new Open.Go())::result)
        .hasMessageContaining(
            "collects org.llamadeploy4j.workflow.Event, which is no exact event of this workflow;"
                + " it collects records and free events that a step takes");
  }

  static final class Pairs extends Workflow {
    record Go(int parts) implements StartEvent {}

    record Part(int n) implements Event {}

    record Pair(int first, int second) implements Event {}

    @Step
    List<Part> begin(Go go) {
      return IntStream.range(0, go.parts()).mapToObj(Part::new).toList();
    }

    @Step(workers = 1)
    @Nullable Pair pair(Context ctx, Part part) {
      return ctx.collectEvents(part, List.of(Part.class, Part.class))
          .map(set -> new Pair(((Part) set.getFirst()).n(), ((Part) set.getLast()).n()))
          .orElse(null);
    }

    @Step
    StopEvent join(List<Pair> pairs) {
      return StopEvent.of(pairs.toString());
    }
  }

  // T106
  @Test
  void aStepCollectsOneSetAfterTheOtherAndItsStreamStillCloses() throws Exception {
    assertThat(new Pairs().run(new Pairs.Go(5)).result())
        .isEqualTo("[Pair[first=0, second=1], Pair[first=2, second=3]]");
  }
}
