package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** Whoever passes null where something must be given reads which argument it was. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@SuppressWarnings({"NullAway", "DataFlowIssue", "CheckReturnValue"}) // on purpose
class NullArgumentsTest {

  /** What a step does with its context. */
  interface Act {
    void on(Context ctx) throws Exception;
  }

  public static final class Child extends Workflow {
    public record Begin() implements StartEvent {}

    @Step
    StopEvent run(Begin begin) {
      return StopEvent.of("child");
    }
  }

  static final class Acting extends Workflow {
    record Ask() implements StartEvent {}

    record Note() implements Event {}

    record Seen(int count) {}

    record Answer() implements HumanResponseEvent {}

    private final Act act;

    Acting(Act act) {
      this.act = act;
    }

    @Step(sends = Note.class, streams = Note.class, children = Child.class, waits = Answer.class)
    StopEvent act(Context ctx, Ask ask) throws Exception {
      act.on(ctx);
      return StopEvent.of("nothing was refused");
    }

    @Step
    void take(Note note) {}
  }

  private static Arguments step(Act act, String call, String argument) {
    return arguments(act, call, argument);
  }

  static Stream<Arguments> callsInSteps() {
    return Stream.of(
        step(ctx -> ctx.send(null), "send", "event"),
        step(ctx -> ctx.send(null, "take"), "send", "event"),
        step(ctx -> ctx.send(new Acting.Note(), null), "send", "step"),
        step(ctx -> ctx.stream(null), "stream", "event"),
        step(ctx -> ctx.state(null), "state", "type"),
        step(ctx -> ctx.state(Acting.Seen.class).update(null), "update", "change"),
        step(ctx -> ctx.waitForEvent(null), "waitForEvent", "type"),
        step(ctx -> ctx.waitForEvent(Acting.Answer.class, null), "waitForEvent", "options"),
        step(ctx -> WaitOptions.defaults().withPrompt(null), "withPrompt", "question"),
        step(ctx -> WaitOptions.defaults().where(null, 1), "where", "component"),
        step(ctx -> WaitOptions.defaults().withTimeout(null), "withTimeout", "limit"),
        step(ctx -> ctx.sleep(null), "sleep", "time"),
        step(ctx -> ctx.once(null, String.class, () -> "x"), "once", "name"),
        step(ctx -> ctx.once("x", (Class<String>) null, () -> "x"), "once", "type"),
        step(ctx -> ctx.once("x", (TypeRef<String>) null, () -> "x"), "once", "type"),
        step(ctx -> ctx.once("x", String.class, null), "once", "block"),
        step(ctx -> ctx.child(null, Child.class, new Child.Begin(), String.class), "child", "name"),
        step(ctx -> ctx.child("c", null, new Child.Begin(), String.class), "child", "workflow"),
        step(ctx -> ctx.child("c", Child.class, null, String.class), "child", "start"),
        step(
            ctx -> ctx.child("c", Child.class, new Child.Begin(), (Class<String>) null),
            "child",
            "result"),
        step(
            ctx -> ctx.child("c", Child.class, new Child.Begin(), (TypeRef<String>) null),
            "child",
            "result"),
        step(ctx -> ctx.collectEvents(null, List.of(Acting.Note.class)), "collectEvents", "event"),
        step(ctx -> ctx.collectEvents(new Acting.Note(), null), "collectEvents", "expected"),
        step(
            ctx -> ctx.collectEvents(null, new Acting.Note(), List.of(Acting.Note.class)),
            "collectEvents",
            "buffer"));
  }

  @ParameterizedTest
  @MethodSource("callsInSteps")
  void aStepThatPassesNullFailsWithTheNameOfTheArgument(Act act, String call, String argument) {
    TestRun run = WorkflowTest.of(() -> new Acting(act)).run(new Acting.Ask());

    assertThat(run.failure().orElseThrow())
        .hasMessageContaining("%s: its argument '%s' is null; pass ".formatted(call, argument));
  }

  private static final Acting FLOW = new Acting(ctx -> {});
  private static final InProcessRunner RUNNER = InProcessRunner.of(FLOW);
  private static final WorkflowTest TEST = WorkflowTest.of(() -> new Acting(ctx -> {}));

  private static Arguments call(ThrowingCallable call, String name, String argument) {
    return arguments(call, name, argument);
  }

  static Stream<Arguments> callsOfRunners() {
    return Stream.of(
        call(() -> InProcessRunner.of(null), "of", "workflow"),
        call(() -> RUNNER.withEnv(null), "withEnv", "env"),
        call(() -> RUNNER.withScheduler(null), "withScheduler", "scheduler"),
        call(() -> RUNNER.withListener(null), "withListener", "listener"),
        call(() -> RUNNER.withRunIds(null), "withRunIds", "ids"),
        call(() -> RUNNER.withState((Object) null), "withState", "state"),
        call(() -> RUNNER.withState((Map<String, ?>) null), "withState", "untyped"),
        call(() -> RUNNER.withStates(null), "withStates", "states"),
        call(() -> RUNNER.withResource(null, "x"), "withResource", "type"),
        call(() -> RUNNER.withResource(String.class, null), "withResource", "instance"),
        call(() -> RUNNER.withSnapshotKeys(null), "withSnapshotKeys", "keys"),
        call(() -> RUNNER.run(null), "run", "start"),
        call(() -> RUNNER.run(null, "id"), "run", "start"),
        call(() -> RUNNER.run(new Acting.Ask(), null), "run", "runId"),
        call(() -> RUNNER.recover(null), "recover", "snapshot"),
        call(() -> RUNNER.session().run(null), "run", "start"),
        call(() -> FLOW.run((StartEvent) null), "run", "start"),
        call(() -> FLOW.run((Map<String, ?>) null), "run", "fields"),
        call(() -> FLOW.recover(null), "recover", "snapshot"),
        call(() -> StartEvent.of(null), "of", "fields"),
        call(() -> HumanResponseEvent.of(null), "of", "fields"),
        call(() -> InputRequiredEvent.of(null), "of", "fields"),
        call(() -> Snapshot.of(null), "of", "bytes"),
        call(() -> Snapshot.of(new byte[1]).writeTo(null), "writeTo", "out"),
        call(() -> Snapshot.of(new byte[1]).description(null), "description", "keys"),
        call(() -> Replay.of(null, List.of()), "of", "workflow"),
        call(() -> Replay.of(FLOW, null), "of", "journal"));
  }

  static Stream<Arguments> callsOfHandlers() {
    Handler run = FLOW.run(new Acting.Ask());
    return Stream.of(
        call(() -> run.send(null), "send", "event"),
        call(() -> run.send(null, "act"), "send", "event"),
        call(() -> run.send(new Acting.Answer(), null), "send", "step"),
        call(() -> run.stream(null), "stream", "options"),
        call(() -> run.result((Class<String>) null), "result", "type"),
        call(() -> run.result((TypeRef<String>) null), "result", "type"),
        call(() -> run.whenDone((Class<String>) null), "whenDone", "type"),
        call(() -> run.whenDone((TypeRef<String>) null), "whenDone", "type"));
  }

  static Stream<Arguments> callsOfTests() {
    TestRun run = TEST.run(new Acting.Ask());
    return Stream.of(
        call(() -> WorkflowTest.of((Workflow) null), "of", "workflow"),
        call(() -> WorkflowTest.of((java.util.function.Supplier<Workflow>) null), "of", "workflow"),
        call(() -> TEST.env(null), "env", "env"),
        call(() -> TEST.resource(null, "x"), "resource", "type"),
        call(() -> TEST.resource(String.class, null), "resource", "instance"),
        call(() -> TEST.startingAt(null), "startingAt", "begin"),
        call(() -> TEST.downtime(null), "downtime", "downtime"),
        call(() -> TEST.failing(null, 1, new Exception()), "failing", "step"),
        call(() -> TEST.failing("act", 1, null), "failing", "thrown"),
        call(() -> TEST.hanging(null, 1), "hanging", "step"),
        call(() -> TEST.answer((Event) null), "answer", "event"),
        call(() -> TEST.answer(null, q -> q), "answer", "question"),
        call(() -> TEST.answer(Acting.Note.class, null), "answer", "answer"),
        call(() -> TEST.patience(null), "patience", "patience"),
        call(() -> TEST.run((StartEvent) null), "run", "start"),
        call(() -> TEST.run((Map<String, ?>) null), "run", "fields"),
        call(() -> TEST.crashEverywhere(null), "crashEverywhere", "start"),
        call(() -> TEST.schedules(1, null), "schedules", "start"),
        call(() -> TEST.schedules(1, new Acting.Ask(), null), "schedules", "check"),
        call(() -> run.result((Class<String>) null), "result", "type"),
        call(() -> run.result((TypeRef<String>) null), "result", "type"),
        call(() -> run.events(null), "events", "type"));
  }

  @ParameterizedTest
  @MethodSource({"callsOfRunners", "callsOfHandlers", "callsOfTests"})
  void aCallerWhoPassesNullReadsWhichArgumentItWas(
      ThrowingCallable call, String name, String argument) {
    assertThatThrownBy(call)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("%s: its argument '%s' is null; pass ".formatted(name, argument));
  }

  static Stream<Arguments> callsOfRecoveries() {
    return Stream.of(
        arguments((RecoveryCall) r -> r.with((Event) null), "with", "event"),
        arguments((RecoveryCall) r -> r.with((Map<String, ?>) null), "with", "fields"),
        arguments((RecoveryCall) r -> r.withRunId(null), "withRunId", "runId"));
  }

  /** What is asked of a recovery. */
  interface RecoveryCall {
    void on(Recovery recovery);
  }

  @ParameterizedTest
  @MethodSource("callsOfRecoveries")
  void soDoesWhoRecovers(RecoveryCall call, String name, String argument) throws Exception {
    InProcessRunner runner =
        InProcessRunner.of(new Acting(ctx -> ctx.waitForEvent(Acting.Answer.class)));
    Handler run = runner.run(new Acting.Ask());
    Recovery recovery = runner.recover(run.snapshot());
    run.cancel();

    assertThatThrownBy(() -> call.on(recovery))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("%s: its argument '%s' is null; pass ".formatted(name, argument));
  }
}
