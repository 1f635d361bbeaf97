package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.UnhandledEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.WorkflowException;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class RoutingTest {

  /** Two steps take one event; where it is sent is said by the start event. */
  static final class Two extends Workflow {
    record Go(String target) implements StartEvent {}

    record News() implements Event {}

    record FromA() implements Event {}

    record FromB() implements Event {}

    final AtomicInteger a = new AtomicInteger();
    final AtomicInteger b = new AtomicInteger();

    @Step(sends = News.class)
    void tell(Context ctx, Go go) {
      if (go.target().isEmpty()) {
        ctx.send(new News());
      } else {
        ctx.send(new News(), go.target());
      }
    }

    @Step
    FromA hearA(News news) {
      a.incrementAndGet();
      return new FromA();
    }

    @Step
    FromB hearB(News news) {
      b.incrementAndGet();
      return new FromB();
    }

    @Step
    StopEvent both(FromA fromA, FromB fromB) {
      return StopEvent.of("both");
    }
  }

  // T092
  @Test
  void everyStepThatTakesAnEventGetsIt() throws Exception {
    Two workflow = new Two();

    assertThat(workflow.run(new Two.Go("")).result()).isEqualTo("both");
    assertThat(workflow.a).hasValue(1);
    assertThat(workflow.b).hasValue(1);
  }

  // T093
  @Test
  void aTargetedEventGoesToThatStepOnly() {
    Two workflow = new Two();

    assertThatThrownBy(() -> workflow.run(new Two.Go("hearA")).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("these steps have some of the events they take, not all: [both]");
    assertThat(workflow.a).hasValue(1);
    assertThat(workflow.b).hasValue(0);
  }

  // T094
  @Test
  void aTargetThatDoesNotExistOrDoesNotTakeTheEventFailsTheStep() {
    assertThatThrownBy(() -> new Two().run(new Two.Go("nowhere")).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("there is no step 'nowhere' that takes News");
    assertThatThrownBy(() -> new Two().run(new Two.Go("both")).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("'both'")
        .hasMessageContaining("News");
  }

  static final class Open extends Workflow {
    record Go() implements StartEvent {}

    record Question() implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    record Nudge(String text) implements Event {}

    @Step
    Question ask(Go go) {
      return new Question();
    }

    @Step(waits = Nudge.class)
    @Nullable StopEvent answer(Context ctx, Answer answer) {
      return answer.text().equals("bye")
          ? StopEvent.of("bye")
          : StopEvent.of(ctx.waitForEvent(Nudge.class).text());
    }
  }

  // T093 T094
  @Test
  void aHandlerChecksTheTargetOfWhatItSends() throws Exception {
    Handler run = new Open().run();

    assertThatThrownBy(() -> run.send(new Open.Answer("x"), "nowhere"))
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("wrong_target"));
    assertThatThrownBy(() -> run.send(new Open.Answer("x"), "ask"))
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("wrong_target"))
        .hasMessageContaining("step 'ask' does not take Answer");

    run.send(new Open.Answer("bye"), "answer");
    assertThat(run.result()).isEqualTo("bye");
  }

  // T095
  @Test
  void anEventThatNobodyTakesIsNamedInternallyAndTheRunGoesOn() throws Exception {
    Handler run = InProcessRunner.of(new Open()).withInternalEvents().run(new Open.Go());

    run.send(new Open.Nudge("too early"));
    run.send(new Open.Answer("bye"));

    assertThat(run.result()).isEqualTo("bye");
    assertThat(unhandled(run)).extracting(UnhandledEvent::eventType).containsExactly("Nudge");
  }

  // T095
  @Test
  void anEventOfAnotherWorkflowIsRefusedAtTheSender() {
    Handler run = new Open().run();

    assertThatThrownBy(() -> run.send(new Two.News()))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("Two$News");
    run.cancel();
  }

  static final class Undeclared extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent ask(Context ctx, Go go) {
      ctx.send(InputRequiredEvent.of(Map.of("q", "?")));
      return StopEvent.of(1);
    }
  }

  @Test
  void anEventOfFreeFormThatIsNotDeclaredIsCalledByWhatToDeclare() {
    assertThatThrownBy(new Undeclared().run(new Undeclared.Go())::result)
        .hasMessageContaining("add sends = InputRequiredEvent.class to its @Step");
  }

  // T096
  @Test
  void aQuestionThatNoStepTakesIsNotUnhandled() throws Exception {
    Handler run = InProcessRunner.of(new Open()).withInternalEvents().run(new Open.Go());
    assertThat(run.events().iterator().next()).isEqualTo(new Open.Question());
    run.send(new Open.Answer("bye"));
    run.result();

    assertThat(unhandled(run)).isEmpty();
  }

  private static List<UnhandledEvent> unhandled(Handler run) {
    return StreamSupport.stream(
            run.stream(StreamOptions.DEFAULT.withInternal()).spliterator(), false)
        .map(StreamedEvent::event)
        .filter(UnhandledEvent.class::isInstance)
        .map(UnhandledEvent.class::cast)
        .toList();
  }

  interface Note extends Event {}

  record Loud() implements Note {}

  record Soft() implements Note {}

  static final class OpenType extends Workflow {
    record Go() implements StartEvent {}

    @Step(sends = {Loud.class, Soft.class})
    void write(Context ctx, Go go) {
      ctx.send(new Loud());
    }

    @Step
    StopEvent read(Note note) {
      return StopEvent.of("read");
    }
  }

  // T097 (rule 2: exact classes; an open type is refused when the workflow is loaded)
  @Test
  void anOpenTypeIsRefusedWithoutSubtypes() {
    assertThatThrownBy(() -> InProcessRunner.of(new OpenType()))
        .isInstanceOf(WorkflowDefinitionException.class)
        .hasMessageContaining("subtypes = true");
  }

  static final class Subtypes extends Workflow {
    record Go() implements StartEvent {}

    @Step(sends = {Loud.class, Soft.class})
    void write(Context ctx, Go go) {
      ctx.send(new Loud());
      ctx.send(new Soft(), "read");
    }

    @Step(subtypes = true)
    Read read(Note note) {
      return new Read(note.getClass().getSimpleName());
    }

    record Read(String what) implements Event {}

    @Step
    StopEvent end(Read first, Read second) {
      return StopEvent.of(first.what() + second.what());
    }
  }

  // T098
  @Test
  void aStepWithSubtypesTakesEveryEventOfTheType() throws Exception {
    assertThat(new Subtypes().run().result(String.class)).isIn("LoudSoft", "SoftLoud");
  }

  static final class Crowd extends Workflow {
    record Go() implements StartEvent {}

    record Part() implements Event {}

    record Done() implements Event {}

    final CountDownLatch bothInside = new CountDownLatch(2);
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(), new Part(), new Part(), new Part(), new Part());
    }

    @Step(workers = 2)
    Done work(Part part) throws InterruptedException {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      bothInside.countDown();
      bothInside.await();
      inside.decrementAndGet();
      return new Done();
    }

    @Step
    StopEvent join(List<Done> done) {
      return StopEvent.of(done.size());
    }
  }

  // T099
  @Test
  void whatIsMoreThanTheWorkersOfAStepWaits() throws Exception {
    Crowd workflow = new Crowd();

    assertThat(workflow.run().result(Integer.class)).isEqualTo(5);
    assertThat(workflow.most).hasValue(2);
  }

  static final class Silent extends Workflow {
    record Go() implements StartEvent {}

    record Part(boolean last) implements Event {}

    final CountDownLatch silent = new CountDownLatch(1);

    @Step(sends = Part.class)
    void begin(Context ctx, Go go) {
      ctx.send(new Part(false));
      ctx.send(new Part(true));
    }

    @Step
    @Nullable StopEvent maybe(Part part) throws InterruptedException {
      if (!part.last()) {
        silent.countDown();
        return null;
      }
      silent.await();
      return StopEvent.of("went on");
    }
  }

  // T100
  @Test
  void aStepThatReturnsNothingLetsTheRunGoOn() throws Exception {
    Handler run = new Silent().run();

    assertThat(run.result()).isEqualTo("went on");
    assertThat(run.events()).containsExactly(StopEvent.of("went on"));
  }

  @Test
  void aStartOrStopEventFromOutsideIsRefused() {
    Handler run = InProcessRunner.of(new Open()).withInternalEvents().run(new Open.Go());

    assertThatThrownBy(() -> run.send(StopEvent.of("me")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("takes no event 'StopEvent' from outside");
    run.cancel();
  }
}
