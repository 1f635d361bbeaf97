package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Rule 14: a workflow that a step runs as a child. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class ChildRunsTest {

  /** Counts in a state of its own, which has the same name as its parent's. */
  public static final class Counting extends Workflow {
    public record Begin(int by) implements StartEvent {}

    public record Count(int value) {}

    @Step
    StopEvent count(Context ctx, Begin begin) {
      ctx.state(Count.class).update(c -> new Count(c.value() + begin.by()));
      return StopEvent.of(ctx.state(Count.class).get().value());
    }
  }

  static final class Parent extends Workflow {
    record Ask() implements StartEvent {}

    @Step(children = Counting.class)
    StopEvent run(Context ctx, Ask ask) {
      ctx.state(Counting.Count.class).update(c -> new Counting.Count(c.value() + 1));
      Integer first = ctx.child("first", Counting.class, new Counting.Begin(10), Integer.class);
      Integer second = ctx.child("second", Counting.class, new Counting.Begin(20), Integer.class);
      int own = ctx.state(Counting.Count.class).get().value();
      return StopEvent.of("%d %d %d".formatted(first, second, own));
    }
  }

  @Test
  void aChildHasStatesOfItsOwnAndTheParentKeepsIts() throws Exception {
    assertThat(new Parent().run(new Parent.Ask()).result()).isEqualTo("10 20 1");
  }

  /** Asks a human. */
  public static final class Asking extends Workflow {
    public record Begin(String topic) implements StartEvent {}

    public record Question(String text) implements InputRequiredEvent {}

    public record Answer(String topic, String text) implements HumanResponseEvent {}

    @Step
    StopEvent ask(Context ctx, Begin begin) {
      Answer answer =
          ctx.waitForEvent(
              Answer.class,
              WaitOptions.defaults()
                  .withPrompt(new Question("which " + begin.topic() + "?"))
                  .where("topic", begin.topic()));
      return StopEvent.of(answer.text());
    }
  }

  static final class AsksThroughChild extends Workflow {
    record Ask(String topic) implements StartEvent {}

    @Step(children = Asking.class)
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(
          ctx.child("human", Asking.class, new Asking.Begin(ask.topic()), String.class));
    }
  }

  @Test
  void aQuestionOfAChildIsAskedByTheRunAndItsAnswerReachesTheChild() throws Exception {
    Handler run = new AsksThroughChild().run(new AsksThroughChild.Ask("colour"));
    var stream = run.stream(StreamOptions.DEFAULT).iterator();
    StreamedEvent question = stream.next();

    assertThat(question.event()).isEqualTo(new Asking.Question("which colour?"));
    assertThat(question.children()).containsExactly("human");
    assertThat(question.step()).isEqualTo("ask");
    run.send(new Asking.Answer("colour", "red"));
    assertThat(run.result()).isEqualTo("red");
  }

  @Test
  void anAnswerThatComesBeforeTheChildAsksIsKeptForIt() throws Exception {
    Handler run = new AsksThroughChild().run(new AsksThroughChild.Ask("colour"));
    run.send(new Asking.Answer("shape", "round"));
    run.send(new Asking.Answer("colour", "blue"));

    assertThat(run.result()).isEqualTo("blue");
  }

  static final class FansOut extends Workflow {
    record Ask(List<String> topics) implements StartEvent {}

    record Topic(String name) implements Event {}

    record Answered(String text) implements Event {}

    @Step
    List<Topic> split(Ask ask) {
      return ask.topics().stream().map(Topic::new).toList();
    }

    @Step(workers = 8, children = Asking.class)
    Answered one(Context ctx, Topic topic) {
      String text = ctx.child("human", Asking.class, new Asking.Begin(topic.name()), String.class);
      return new Answered(topic.name() + "=" + text);
    }

    @Step
    StopEvent all(List<Answered> answers) {
      return StopEvent.of(answers.stream().map(Answered::text).sorted().toList());
    }
  }

  @Test
  void childrenOfTheSameNameSideBySideEachGetTheirOwnAnswer() throws Exception {
    Handler run = new FansOut().run(new FansOut.Ask(List.of("a", "b", "c")));
    var stream = run.stream(StreamOptions.DEFAULT).iterator();
    for (int i = 0; i < 3; i++) {
      assertThat(stream.next().event()).isInstanceOf(Asking.Question.class);
    }
    for (String topic : List.of("c", "a", "b")) {
      run.send(new Asking.Answer(topic, topic.toUpperCase(java.util.Locale.ROOT)));
    }

    assertThat(run.result()).isEqualTo(List.of("a=A", "b=B", "c=C"));
  }

  @Test
  void anEventForAStepOfAChildNamesTheChild() throws Exception {
    Handler run = new AsksThroughChild().run(new AsksThroughChild.Ask("colour"));
    var unused = run.events().iterator().next();

    assertThatThrownBy(() -> run.send(new Asking.Answer("colour", "red"), "ask"))
        .hasMessageContaining("there is no step 'ask' that takes Answer");
    run.send(new Asking.Answer("colour", "green"), "human/ask");
    assertThat(run.result()).isEqualTo("green");
  }

  /** Fails as often as it is told to. */
  public static final class Failing extends Workflow {
    static final AtomicInteger CALLS = new AtomicInteger();

    public record Begin(int failures) implements StartEvent {}

    @Step
    StopEvent fail(Begin begin) {
      if (CALLS.incrementAndGet() <= begin.failures()) {
        throw new IllegalStateException("call " + CALLS.get());
      }
      return StopEvent.of("call " + CALLS.get());
    }
  }

  static final class Trusting extends Workflow {
    record Ask(int failures) implements StartEvent {}

    @Step(children = Failing.class)
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(
          ctx.child("shaky", Failing.class, new Failing.Begin(ask.failures()), String.class));
    }
  }

  @Test
  void theFailureOfAChildFailsTheStepThatAskedForItWithItsCause() {
    Failing.CALLS.set(0);
    Handler run = new Trusting().run(new Trusting.Ask(1));

    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class,
            e -> assertThat(e.type()).isEqualTo(ChildFailedException.class.getName()))
        .hasMessageContaining("the child shaky failed in its step fail: call 1");
  }

  static final class Catching extends Workflow {
    record Ask() implements StartEvent {}

    @Step(children = Failing.class)
    StopEvent run(Context ctx, Ask ask) {
      try {
        return StopEvent.of(ctx.child("shaky", Failing.class, new Failing.Begin(1), String.class));
      } catch (ChildFailedException e) {
        Failure failure = e.failure();
        return StopEvent.of(e.child() + ": " + (failure == null ? "" : failure.message()));
      }
    }
  }

  @Test
  void aStepMayCatchTheFailureOfAChild() throws Exception {
    Failing.CALLS.set(0);

    assertThat(new Catching().run(new Catching.Ask()).result()).isEqualTo("shaky: call 1");
  }

  static final class Retrying extends Workflow {
    record Ask() implements StartEvent {}

    static final AtomicInteger GOOD = new AtomicInteger();

    @Step(children = {Failing.class, Counting.class})
    @Retry(attempts = 3, delay = "PT1S")
    StopEvent run(Context ctx, Ask ask) throws Exception {
      Integer sum = ctx.child("good", Counting.class, new Counting.Begin(5), Integer.class);
      ctx.once("good", Integer.class, GOOD::incrementAndGet);
      String text = ctx.child("shaky", Failing.class, new Failing.Begin(2), String.class);
      return StopEvent.of(sum + " " + text + " " + ctx.retryInfo().retryNumber());
    }
  }

  @Test
  void aRetryOfTheParentRunsTheFailedChildAgainAndNotTheOneThatSucceeded() throws Exception {
    Failing.CALLS.set(0);
    Retrying.GOOD.set(0);
    ManualClock clock = ManualClock.create();
    Handler run = InProcessRunner.of(new Retrying()).withScheduler(clock).run(new Retrying.Ask());
    for (int i = 0; i < 2; i++) {
      int failures = i + 1;
      Await.until(() -> Failing.CALLS.get() == failures && clock.armed() == 1);
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(run.result()).isEqualTo("5 call 3 2");
    assertThat(Retrying.GOOD).hasValue(1);
  }

  /** Never ends by itself. */
  public static final class Endless extends Workflow {
    static final List<String> ENDED = new ArrayList<>();

    public record Begin(boolean spins) implements StartEvent {}

    public Endless() {
      super(Duration.ofHours(1));
    }

    @Step
    StopEvent go(Context ctx, Begin begin) throws InterruptedException {
      if (!begin.spins()) {
        ctx.sleep(Duration.ofDays(400));
      }
      try {
        new CountDownLatch(1).await();
        return StopEvent.of(null);
      } finally {
        synchronized (ENDED) {
          ENDED.add(ctx.runId());
        }
      }
    }
  }

  static final class Waits extends Workflow {
    record Ask(boolean spins) implements StartEvent {}

    Waits(@Nullable Duration limit) {
      super(limit == null ? Duration.ofDays(1_000) : limit);
    }

    @Step(children = Endless.class)
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(
          ctx.child("endless", Endless.class, new Endless.Begin(ask.spins()), Object.class));
    }
  }

  @Test
  void aCancelOfTheRunInterruptsItsChildren() {
    Endless.ENDED.clear();
    Handler run = new Waits(null).run(new Waits.Ask(true));
    Await.until(() -> run.runningSteps().contains("go"));

    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    Await.until(() -> {
      synchronized (Endless.ENDED) {
        return Endless.ENDED.equals(List.of(run.runId() + "/1"));
      }
    });
  }

  @Test
  void theTimeLimitOfTheRunHoldsForItsChildren() {
    ManualClock clock = ManualClock.create();
    Handler run =
        InProcessRunner.of(new Waits(Duration.ofMinutes(5)))
            .withScheduler(clock)
            .run(new Waits.Ask(true));
    Await.until(() -> run.runningSteps().contains("go"));

    clock.advance(Duration.ofMinutes(6));

    assertThatThrownBy(run::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("running were: endless/go");
  }

  @Test
  void theTimeLimitOfAChildEndsTheChildAndFailsTheStep() {
    ManualClock clock = ManualClock.create();
    Handler run = InProcessRunner.of(new Waits(null)).withScheduler(clock).run(new Waits.Ask(true));
    Await.until(() -> run.runningSteps().contains("go"));

    clock.advance(Duration.ofMinutes(61));

    assertThatThrownBy(run::result)
        .hasMessageContaining(
            "the child endless was active for longer than its time limit of PT1H");
  }

  @Test
  void aChildThatSleepsKeepsTheRunWaitingWithoutAThread() throws Exception {
    ManualClock clock = ManualClock.create();
    Handler run =
        InProcessRunner.of(new Waits(null))
            .withScheduler(clock)
            .withInternalEvents()
            .run(new Waits.Ask(false));
    var stream = run.stream(StreamOptions.DEFAULT.withInternal()).iterator();
    while (!(stream.next().event() instanceof WorkflowIdleEvent)) {
      assertThat(run.isDone()).isFalse();
    }
    Await.until(() -> clock.armed() == 1);

    clock.advance(Duration.ofDays(399));
    assertThat(run.isDone()).isFalse();
    clock.advance(Duration.ofDays(1));
    Await.until(() -> run.runningSteps().contains("go"));
    run.cancel();
  }

  /** The outermost of three. */
  static final class Outer extends Workflow {
    record Ask() implements StartEvent {}

    @Step(children = Middle.class)
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(
          "outer " + ctx.child("middle", Middle.class, new Middle.Begin(), String.class));
    }
  }

  /** The second of three. */
  public static final class Middle extends Workflow {
    public record Begin() implements StartEvent {}

    @Step(children = Inner.class)
    StopEvent run(Context ctx, Begin begin) {
      Inner.Result inner = ctx.child("inner", Inner.class, new Inner.Begin(), Inner.Result.class);
      return StopEvent.of("middle " + (inner == null ? "" : inner.text()));
    }
  }

  /** The innermost of three, with a stop event of its own. */
  public static final class Inner extends Workflow {
    public record Begin() implements StartEvent {}

    public record Note(String text) implements Event {}

    public record Result(String text) implements StopEvent {}

    @Step(streams = Note.class)
    Result run(Context ctx, Begin begin) {
      ctx.stream(new Note("deep"));
      return new Result("inner of " + ctx.runId());
    }
  }

  @Test
  void childrenNestAndTheirEventsSayWhereTheyComeFrom() throws Exception {
    InProcessRunner runner = InProcessRunner.of(new Outer()).withRunIds(() -> "r1");
    Handler run = runner.run(new Outer.Ask());

    assertThat(run.result()).isEqualTo("outer middle inner of r1/1/1");
    List<StreamedEvent> all = new ArrayList<>();
    run.stream(StreamOptions.DEFAULT.withChildren()).forEach(all::add);
    assertThat(all)
        .filteredOn(e -> e.event() instanceof Inner.Note)
        .containsExactly(
            new StreamedEvent(new Inner.Note("deep"), List.of("middle", "inner"), "run", 1, 1));
    assertThat(run.events()).noneMatch(e -> e instanceof Inner.Note);
  }

  static final class Undeclared extends Workflow {
    record Ask() implements StartEvent {}

    @Step
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(ctx.child("x", Counting.class, new Counting.Begin(1), Integer.class));
    }
  }

  @Test
  void aChildThatIsNotDeclaredIsRefusedWithWhatToAdd() {
    assertThatThrownBy(() -> new Undeclared().run(new Undeclared.Ask()).result())
        .hasMessageContaining("add children = Counting.class to its @Step");
  }

  static final class WrongStart extends Workflow {
    record Ask() implements StartEvent {}

    @Step(children = Counting.class)
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(ctx.child("x", Counting.class, new Ask(), Integer.class));
    }
  }

  @Test
  void aChildIsNotStartedWithAnEventOfAnotherWorkflow() {
    assertThatThrownBy(() -> new WrongStart().run(new WrongStart.Ask()).result())
        .hasMessageContaining("step run starts the child x with a Ask; it takes a Begin");
  }

  static final class Naming extends Workflow {
    record Go(String name) implements StartEvent {}

    @Step(children = Counting.class)
    StopEvent name(Context ctx, Go go) {
      return StopEvent.of(
          ctx.child(go.name(), Counting.class, new Counting.Begin(1), Integer.class));
    }
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", " ", "a/b", "New York", "line\nend", "bell\u0007"})
  void aChildIsNotCalledWhatNoTargetAndNoLogLineCanHold(String name) {
    assertThatThrownBy(() -> new Naming().run(new Naming.Go(name)).result())
        .hasMessageContaining("step name: its child has the name '")
        .hasMessageNotContaining("\n");
  }
}
