package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.graph.Execution;
import org.llamadeploy4j.workflow.graph.WorkflowDrawing;
import org.llamadeploy4j.workflow.graph.WorkflowGraph;
import org.llamadeploy4j.workflow.testing.GoldenJournal;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Whoever passes null while a workflow, its options or its values are made reads what was due. */
@SuppressWarnings({"NullAway", "NullOptional", "DataFlowIssue", "CheckReturnValue"}) // on purpose
class NullArgumentsOfBuildersTest {

  record Ask() implements StartEvent {}

  record Part() implements Event {}

  record Answer() implements StopEvent {}

  private static final WorkflowBuilder W = WorkflowBuilder.named("w");
  private static final StepOptions OPTIONS = StepOptions.defaults();
  private static final OneOf<Ask> ASK = OneOf.of(Ask.class);
  private static final OneOf<Answer> ANSWER = OneOf.of(Answer.class);
  private static final Returned<Answer> GIVES = Returned.one(Answer.class);
  private static final StepFn<Ask, Answer> CODE = (ctx, ask) -> new Answer();

  private static Arguments call(ThrowingCallable call, String name, String argument) {
    return arguments(call, name, argument);
  }

  static Stream<Arguments> callsOfSteps() {
    return Stream.of(
        call(() -> W.step(null, Ask.class, Answer.class, CODE), "step", "step"),
        call(() -> W.step("s", null, Answer.class, CODE), "step s", "takes"),
        call(() -> W.step("s", Ask.class, null, CODE), "step s", "gives"),
        call(() -> W.step("s", Ask.class, Answer.class, null), "step s", "code"),
        call(() -> W.step("s", null, ANSWER, OPTIONS, CODE), "step s", "takes"),
        call(() -> W.step("s", ASK, (OneOf<Answer>) null, OPTIONS, CODE), "step s", "gives"),
        call(() -> W.step("s", ASK, (Returned<Answer>) null, OPTIONS, CODE), "step s", "gives"),
        call(() -> W.step("s", ASK, ANSWER, null, CODE), "step s", "options"),
        call(() -> W.sink("s", null, OPTIONS, CODE), "step s", "takes"),
        call(() -> W.sink("s", ASK, OPTIONS, null), "step s", "code"),
        call(
            () -> W.fanOut("s", ASK, (OneOf<Part>) null, OPTIONS, (ctx, ask) -> List.of()),
            "step s",
            "members"),
        call(
            () -> W.join("s", (Class<Part>) null, Answer.class, (ctx, all) -> null),
            "step s",
            "elements"),
        call(() -> W.join("s", Part.class, Answer.class, null), "step s", "code"),
        call(() -> W.slots("s", null, GIVES, OPTIONS, (ctx, all) -> null), "step s", "slots"),
        call(
            () -> W.slots("s", Arrays.asList(Part.class, null), GIVES, OPTIONS, (ctx, all) -> null),
            "step s",
            "slots"),
        call(() -> W.catchError("s", Answer.class, null), "step s", "code"),
        call(
            () -> W.catchError("s", null, 1, GIVES, OPTIONS, (ctx, failed) -> null),
            "step s",
            "steps"));
  }

  static Stream<Arguments> callsOfBuilders() {
    return Stream.of(
        call(() -> WorkflowBuilder.named(null), "named", "name"),
        call(() -> W.timeLimit(null), "timeLimit", "limit"),
        call(() -> W.provides(null, needed -> "x"), "provides", "type"),
        call(() -> W.provides(String.class, null), "provides", "maker"),
        call(() -> W.provides(String.class, null, List.of(), needed -> "x"), "provides", "scope"),
        call(
            () -> W.provides(String.class, Provides.Scope.RUN, null, needed -> "x"),
            "provides",
            "needs"),
        call(() -> OPTIONS.withTimeout(null), "withTimeout", "limit"),
        call(() -> OPTIONS.withRetry(null), "withRetry", "policy"),
        call(() -> OneOf.of((Class<Ask>) null), "of", "types"),
        call(() -> Returned.one((Class<Answer>) null), "one", "event"),
        call(() -> new Limited(null), "Workflow", "timeLimit"));
  }

  static Stream<Arguments> callsOfValues() {
    return Stream.of(
        call(() -> Env.of(null), "of", "values"),
        call(() -> Env.empty().get(null), "get", "name"),
        call(() -> Env.empty().find(null), "find", "name"),
        call(() -> RunStates.of(null), "of", "json"),
        call(() -> RunStates.empty().with((Object) null), "with", "state"),
        call(() -> RunStates.empty().with((Map<String, ?>) null), "with", "untyped"),
        call(() -> RunStates.empty().find(null), "find", "type"),
        call(() -> SnapshotKeys.parse(null), "parse", "text"),
        call(() -> SnapshotKeys.read(null), "read", "file"),
        call(() -> SnapshotKeys.generated(null), "generated", "file"),
        call(() -> SnapshotKeys.configured(null), "configured", "env"),
        call(() -> SnapshotKeys.ofSecret("k", null), "ofSecret", "secret"),
        call(() -> SnapshotKeys.ofSecret(null, new byte[32]), "ofSecret", "id"),
        call(() -> SnapshotKeys.ofKeyPair("k", null), "ofKeyPair", "pair"),
        call(() -> SnapshotKeys.ofPublicKey("k", null), "ofPublicKey", "key"),
        call(() -> new ManualClock(null), "ManualClock", "start"),
        call(() -> ManualClock.create().advance(null), "advance", "by"),
        call(() -> GoldenJournal.assertMatches(null, List.of()), "assertMatches", "file"),
        call(
            () -> GoldenJournal.assertMatches(java.nio.file.Path.of("x"), null),
            "assertMatches",
            "journal"),
        call(() -> WorkflowGraph.of((Workflow) null), "of", "workflow"),
        call(() -> WorkflowGraph.of((Class<? extends Workflow>) null), "of", "type"),
        call(() -> WorkflowDrawing.of((Execution) null), "of", "execution"),
        call(() -> WorkflowDrawing.of(Limited.class).writeTo(null), "writeTo", "file"),
        call(() -> Execution.of((Handler) null), "of", "handler"));
  }

  @ParameterizedTest(name = "{1} {2} {index}")
  @MethodSource({"callsOfSteps", "callsOfBuilders", "callsOfValues"})
  void aCallerWhoPassesNullReadsWhichArgumentItWas(
      ThrowingCallable call, String name, String argument) {
    assertThatThrownBy(call)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("%s: its argument '%s' is null; pass ".formatted(name, argument));
  }

  static class Limited extends Workflow {
    Limited(Duration limit) {
      super(limit);
    }

    @Step
    StopEvent end(StartEvent start) {
      return StopEvent.of(1);
    }
  }

  static final class NoLimits extends Workflow {
    @Override
    public Optional<Duration> timeLimit() {
      return null;
    }

    @Override
    public OptionalInt concurrentRuns() {
      return null;
    }

    @Step
    StopEvent end(StartEvent start) {
      return StopEvent.of(1);
    }
  }

  @Test
  void limitsThatAreNullAreProblemsOfTheWorkflow() {
    assertThatThrownBy(() -> new NoLimits().validate())
        .isInstanceOf(WorkflowDefinitionException.class)
        .hasMessageContaining("timeLimit() is null; return Optional.empty() for no limit")
        .hasMessageContaining(
            "concurrentRuns() is null; return OptionalInt.empty() for any number");
  }

  @Test
  void aRunIdThatIsNullIsRefused() {
    InProcessRunner runner = InProcessRunner.of(new Limited(Duration.ofDays(1)));

    assertThatThrownBy(() -> runner.withRunIds(() -> null).run(StartEvent.of(Map.of())))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining(
            "withRunIds: its argument 'ids' gave null; let it give each run an id");
  }
}
