package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.Snapshot;
import org.llamadeploy4j.workflow.SnapshotKeys;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.UnhandledEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** Events that are sent to a run before the step that waits for them has begun its wait. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class EarlyEventsTest {

  static final class Till extends Workflow {
    record Open() implements StartEvent {}

    record Ready() implements InputRequiredEvent {}

    record Close() implements Event {}

    record Paid(int cents) implements Event {}

    record Closed() implements Event {}

    @Step(waits = Close.class)
    Closed wait(Context ctx, Open open) {
      ctx.waitForEvent(Close.class, WaitOptions.defaults().withPrompt(new Ready()));
      return new Closed();
    }

    @Step(waits = Paid.class)
    StopEvent count(Context ctx, Closed closed) {
      int first = ctx.waitForEvent(Paid.class).cents();
      int second = ctx.waitForEvent(Paid.class).cents();
      return StopEvent.of(first + ", " + second);
    }
  }

  private static Handler atItsFirstWait(Workflow workflow, StartEvent start) {
    Handler run = InProcessRunner.of(workflow).withInternalEvents().run(start);
    Await.idle(run);
    return run;
  }

  private static List<UnhandledEvent> unhandled(Handler run) {
    List<UnhandledEvent> unhandled = new ArrayList<>();
    for (StreamedEvent event : run.stream(StreamOptions.DEFAULT.withInternal())) {
      if (event.event() instanceof UnhandledEvent u) {
        unhandled.add(u);
      }
    }
    return unhandled;
  }

  @Test
  void theyAreKeptForTheirWaitsInTheOrderInWhichTheyCame() throws Exception {
    Handler run = atItsFirstWait(new Till(), new Till.Open());
    run.send(new Till.Paid(1));
    run.send(new Till.Paid(2));
    run.send(new Till.Close());

    assertThat(run.result()).isEqualTo("1, 2");
    assertThat(unhandled(run)).isEmpty();
  }

  @Test
  void oneThatIsAddressedToAStepIsKeptForThatStep() throws Exception {
    Handler run = atItsFirstWait(new Till(), new Till.Open());
    run.send(new Till.Paid(9), "wait");
    run.send(new Till.Paid(1), "count");
    run.send(new Till.Paid(2), "count");
    run.send(new Till.Close());

    assertThat(run.result()).isEqualTo("1, 2");
    assertThat(unhandled(run))
        .containsExactly(
            new UnhandledEvent("Paid", "it was kept for a wait, and the run ended without one"));
  }

  @Test
  void theySurviveACrashAnywhere() {
    TestRun run =
        WorkflowTest.of(Till::new)
            .answer(new Till.Paid(1), new Till.Paid(2), new Till.Close())
            .crashEverywhere(new Till.Open());

    assertThat(run.result()).isEqualTo("1, 2");
  }

  @Test
  void theyGoIntoASnapshotAndAreThereForTheWaitOfTheRecoveredRun() throws Exception {
    InProcessRunner runner =
        InProcessRunner.of(new Till())
            .withInternalEvents()
            .withSnapshotKeys(SnapshotKeys.ofSecret("k", new byte[32]));
    Handler first = runner.run(new Till.Open());
    Await.idle(first);
    first.send(new Till.Paid(1));
    first.send(new Till.Paid(2));
    Snapshot snapshot = first.snapshot();

    Handler second = runner.recover(snapshot).withRunId("second").with(new Till.Close()).start();

    assertThat(second.result()).isEqualTo("1, 2");
    first.cancel();
  }

  static final class Undeclared extends Workflow {
    record Open() implements StartEvent {}

    record Close() implements Event {}

    record Paid(int cents) implements Event {}

    @Step
    StopEvent count(Context ctx, Open open) {
      ctx.waitForEvent(Close.class);
      return StopEvent.of(ctx.waitForEvent(Paid.class).cents());
    }
  }

  @Test
  void whatIsNestedInTheWorkflowForAWaitThatNoStepDeclaresIsKeptToo() throws Exception {
    Handler run = atItsFirstWait(new Undeclared(), new Undeclared.Open());
    run.send(new Undeclared.Paid(7));
    run.send(new Undeclared.Close());

    assertThat(run.result()).isEqualTo(7L);
  }

  static final class Desk extends Workflow {
    record Begin() implements StartEvent {}

    record Go() implements HumanResponseEvent {}

    record Arrived() implements Event {}

    @Step
    Arrived open(Context ctx, Begin begin) {
      ctx.waitForEvent(Go.class);
      return new Arrived();
    }

    @Step(children = Booking.class)
    StopEvent book(Context ctx, Arrived arrived) {
      return StopEvent.of(ctx.child("booking", Booking.class, new Booking.Begin(), String.class));
    }
  }

  public static final class Booking extends Workflow {
    record Begin() implements StartEvent {}

    record Room(int number) implements Event {}

    @Step(waits = Room.class)
    StopEvent room(Context ctx, Begin begin) {
      int first = ctx.waitForEvent(Room.class).number();
      return StopEvent.of(first + ", " + ctx.waitForEvent(Room.class).number());
    }
  }

  @Test
  void whatAChildWaitsForIsKeptFromBeforeTheChildBegins() throws Exception {
    Handler run = atItsFirstWait(new Desk(), new Desk.Begin());
    run.send(new Booking.Room(1), "booking/room");
    run.send(new Booking.Room(2));
    run.send(new Desk.Go());

    assertThat(run.result()).isEqualTo("1, 2");
    assertThat(unhandled(run)).isEmpty();
  }

  @Test
  void whatAChildWaitsForSurvivesACrashAnywhere() {
    TestRun run =
        WorkflowTest.of(Desk::new)
            .answer(new Booking.Room(1), new Booking.Room(2), new Desk.Go())
            .crashEverywhere(new Desk.Begin());

    assertThat(run.result()).isEqualTo("1, 2");
  }

  static final class Loud extends Workflow {
    record Open() implements StartEvent {}

    record Note(int number) implements Event {}

    record Close() implements Event {}

    @Step(waits = Close.class, streams = Note.class)
    StopEvent wait(Context ctx, Open open) {
      ctx.waitForEvent(Close.class);
      return StopEvent.of("closed");
    }
  }

  @Test
  void whatStepsOnlyStreamIsToldOfAsUnhandled() throws Exception {
    Handler run = atItsFirstWait(new Loud(), new Loud.Open());
    run.send(new Loud.Note(1));
    run.send(new Loud.Close());

    assertThat(run.result()).isEqualTo("closed");
    assertThat(unhandled(run))
        .containsExactly(new UnhandledEvent("Note", "no step takes it and nothing waits for it"));
  }

  @Test
  void moreThanTheBoundAreToldOfAtOnceAndDropped() throws Exception {
    Handler run = atItsFirstWait(new Till(), new Till.Open());
    for (int i = 1; i <= 1_001; i++) {
      run.send(new Till.Paid(i));
    }
    run.send(new Till.Close());

    assertThat(run.result()).isEqualTo("1, 2");
    assertThat(unhandled(run))
        .hasSize(999)
        .contains(
            new UnhandledEvent(
                "Paid", "1000 events are kept already, for which nothing has waited yet"));
  }
}
