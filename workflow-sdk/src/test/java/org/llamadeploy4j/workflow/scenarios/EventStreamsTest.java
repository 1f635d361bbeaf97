package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import org.llamadeploy4j.workflow.InternalEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepStateChanged;
import org.llamadeploy4j.workflow.StepStateChanged.Phase;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.WorkflowIdleEvent;
import org.llamadeploy4j.workflow.WorkflowTimedOutEvent;
import org.llamadeploy4j.workflow.testing.ManualClock;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class EventStreamsTest {

  static final class Speaking extends Workflow {
    record Go(String name) implements StartEvent {}

    record Word(String text) implements Event {}

    @Step(streams = Word.class)
    StopEvent speak(Context ctx, Go go) {
      for (int i = 1; i <= 3; i++) {
        ctx.stream(new Word(go.name() + i));
      }
      return StopEvent.of(go.name());
    }
  }

  // T082
  @Test
  void whatAStepStreamsArrivesInOrderAndTheStopEventLast() {
    assertThat(new Speaking().run(new Speaking.Go("a")).events())
        .containsExactly(
            new Speaking.Word("a1"),
            new Speaking.Word("a2"),
            new Speaking.Word("a3"),
            StopEvent.of("a"));
  }

  // T083
  @Test
  void internalEventsAreNotShownToWhoeverDoesNotAskForThem() {
    Handler run = InProcessRunner.of(new Speaking()).withInternalEvents().run(new Speaking.Go("a"));

    assertThat(run.events()).noneMatch(InternalEvent.class::isInstance).hasSize(4);
    assertThat(run.stream(StreamOptions.DEFAULT)).hasSize(4);
  }

  static final class Queueing extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Done() implements Event {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2));
    }

    @Step(workers = 1)
    Done work(Part part) {
      return new Done();
    }

    @Step
    StopEvent join(List<Done> done) {
      return StopEvent.of(done.size());
    }
  }

  // T084 T099
  @Test
  void thePhasesOfEachPieceOfWorkAreShownInOrderToWhoeverAsks() throws Exception {
    Handler run = InProcessRunner.of(new Queueing()).withInternalEvents().run(new Queueing.Go());
    run.result();

    List<StepStateChanged> states =
        internal(run).stream()
            .filter(StepStateChanged.class::isInstance)
            .map(StepStateChanged.class::cast)
            .toList();
    List<Long> pieces =
        states.stream()
            .filter(s -> s.name().equals("work"))
            .map(StepStateChanged::workItem)
            .distinct()
            .sorted()
            .toList();
    assertThat(pieces).hasSize(2);
    assertThat(phases(states, pieces.getFirst())).containsExactly(Phase.RUNNING, Phase.NOT_RUNNING);
    assertThat(phases(states, pieces.getLast()))
        .containsExactly(Phase.PREPARING, Phase.RUNNING, Phase.NOT_RUNNING);
    assertThat(states)
        .contains(
            new StepStateChanged("work", Phase.NOT_RUNNING, pieces.getLast(), "Part", "Done"));
  }

  // T084
  @Test
  void aStepThatSendsAndReturnsIsShownWithWhatItReturned() throws Exception {
    Handler run = InProcessRunner.of(new Sending()).withInternalEvents().run(new Sending.Go());
    run.result();

    assertThat(internal(run))
        .filteredOn(e ->
            e instanceof StepStateChanged s && s.name().equals("begin") && !s.output().isEmpty())
        .singleElement()
        .isInstanceOfSatisfying(
            StepStateChanged.class, s -> assertThat(s.output()).isEqualTo("Member"));
  }

  static final class Sending extends Workflow {
    record Go() implements StartEvent {}

    record Heads(int sent) implements Event {}

    record Member() implements Event {}

    @Step(sends = Heads.class)
    List<Member> begin(Context ctx, Go go) {
      ctx.send(new Heads(1));
      return List.of(new Member(), new Member());
    }

    @Step
    void hear(Heads heads) {}

    @Step
    StopEvent end(List<Member> members) {
      return StopEvent.of(members.size());
    }
  }

  private static List<Event> internal(Handler run) {
    return StreamSupport.stream(
            run.stream(StreamOptions.DEFAULT.withInternal()).spliterator(), false)
        .map(StreamedEvent::event)
        .filter(InternalEvent.class::isInstance)
        .toList();
  }

  private static List<Phase> phases(List<StepStateChanged> states, long piece) {
    return states.stream().filter(s -> s.workItem() == piece).map(StepStateChanged::state).toList();
  }

  // T085 (rule 28: any number of readers, each from the first event)
  @Test
  void aStreamCanBeReadAgainFromItsFirstEvent() throws Exception {
    Handler run = new Speaking().run(new Speaking.Go("a"));
    List<Event> first = new ArrayList<>();
    run.events().forEach(first::add);

    assertThat(run.events()).containsExactlyElementsOf(first).hasSize(4);
  }

  static final class Flood extends Workflow {
    record Go(int count) implements StartEvent {}

    record Drop(int n) implements Event {}

    @Step(streams = Drop.class)
    StopEvent flood(Context ctx, Go go) {
      for (int i = 0; i < go.count(); i++) {
        ctx.stream(new Drop(i));
      }
      return StopEvent.of("dry");
    }
  }

  // T085 (rule 28: streams are bounded)
  @Test
  void aReaderThatComesTooLateIsToldWhatItMissed() throws Exception {
    Handler run = new Flood().run(new Flood.Go(10_005));
    run.result();

    assertThatThrownBy(() -> run.events().iterator().next())
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("stream_gap"))
        .hasMessageContaining("6 events were dropped");
  }

  // T086 (a reader that stops early; the snapshot itself is a matter of the handler, rule 16)
  @Test
  void aReaderThatLeavesEarlyCanGoOnLaterAndDisturbsNobody() throws Exception {
    Handler run = new Speaking().run(new Speaking.Go("a"));
    Iterator<Event> reader = run.events().iterator();
    assertThat(reader.next()).isEqualTo(new Speaking.Word("a1"));

    assertThat(run.result()).isEqualTo("a");
    assertThat(run.events()).hasSize(4);
    assertThat(reader.next()).isEqualTo(new Speaking.Word("a2"));
    assertThat(reader).toIterable().last().isEqualTo(StopEvent.of("a"));
  }

  // T087
  @Test
  void theStreamsOfTwoRunsDoNotMix() {
    Speaking workflow = new Speaking();
    Handler a = workflow.run(new Speaking.Go("a"));
    Handler b = workflow.run(new Speaking.Go("b"));

    assertThat(b.events()).hasSize(4).allMatch(e -> e.toString().contains("b"));
    assertThat(a.events()).hasSize(4).allMatch(e -> e.toString().contains("a"));
  }

  static final class Slow extends Workflow {
    record Go() implements StartEvent {}

    record Began() implements Event {}

    final CountDownLatch began = new CountDownLatch(1);

    Slow() {
      super(Duration.ofSeconds(3));
    }

    @Step(streams = Began.class)
    StopEvent slow(Context ctx, Go go) throws InterruptedException {
      ctx.stream(new Began());
      began.countDown();
      new CountDownLatch(1).await();
      return StopEvent.of("never");
    }
  }

  // T088
  @Test
  void theStreamOfARunThatTimesOutEndsWithThat() throws Exception {
    ManualClock clock = ManualClock.create();
    Slow workflow = new Slow();
    Handler run = InProcessRunner.of(workflow).withScheduler(clock).run(new Slow.Go());
    workflow.began.await();

    clock.advance(Duration.ofSeconds(3));

    assertThat(run.events())
        .containsExactly(new Slow.Began(), new WorkflowTimedOutEvent(3, List.of("slow")));
  }

  static final class LateWriter extends Workflow {
    record Go() implements StartEvent {}

    record Late() implements Event {}

    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch wrote = new CountDownLatch(1);
    volatile @Nullable Throwable thrown;

    @Step(streams = Late.class)
    void write(Context ctx, Go go) {
      began.countDown();
      boolean interrupted = true;
      while (interrupted) {
        try {
          release.await();
          interrupted = false;
        } catch (InterruptedException e) {
          interrupted = true; // swallowed
        }
      }
      try {
        ctx.stream(new Late());
      } catch (RuntimeException e) {
        thrown = e;
      }
      wrote.countDown();
    }

    @Step
    StopEvent end(Go go) throws InterruptedException {
      began.await();
      return StopEvent.of("end");
    }
  }

  // T090
  @Test
  void whatAStepStreamsAfterTheStopEventIsNotDelivered() throws Exception {
    LateWriter workflow = new LateWriter();
    Handler run = workflow.run();
    assertThat(run.result()).isEqualTo("end");

    workflow.release.countDown();
    workflow.wrote.await();

    assertThat(workflow.thrown).hasMessageContaining("the run has ended");
    assertThat(run.events()).containsExactly(StopEvent.of("end"));
  }

  static final class Asking extends Workflow {
    record Go() implements StartEvent {}

    record Question(String text) implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    @Step
    Question ask(Go go) {
      return new Question("sure?");
    }

    @Step
    StopEvent end(Answer answer) {
      return StopEvent.of(answer.text());
    }
  }

  // T091
  @Test
  void aReturnedQuestionIsOnTheStreamWithoutBeingStreamed() throws Exception {
    Handler run = InProcessRunner.of(new Asking()).withInternalEvents().run(new Asking.Go());
    Iterator<StreamedEvent> events = run.stream(StreamOptions.DEFAULT).iterator();

    assertThat(events.next())
        .isEqualTo(new StreamedEvent(new Asking.Question("sure?"), List.of(), "ask", 1, 1));

    run.send(new Asking.Answer("yes"));
    assertThat(run.result()).isEqualTo("yes");
    assertThat(internal(run)).contains(new WorkflowIdleEvent());
  }
}
