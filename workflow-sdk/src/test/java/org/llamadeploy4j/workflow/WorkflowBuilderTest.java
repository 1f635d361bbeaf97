package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.internal.Validation;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

class WorkflowBuilderTest {

  record Ask(String text) implements StartEvent {}

  record Answer(String text) implements StopEvent {}

  record Odd(int n) implements Event {}

  record Even(int n) implements Event {}

  record Left() implements Event {}

  record Right() implements Event {}

  private static final StepOptions OPTIONS = StepOptions.defaults();

  @Test
  void aWorkflowOfFunctionsRuns() throws InterruptedException {
    Workflow echo =
        WorkflowBuilder.named("echo")
            .step("shout", Ask.class, Answer.class, (ctx, ask) -> new Answer(ask.text() + "!"))
            .build();

    assertThat(echo.run(new Ask("hello")).result(Answer.class)).isEqualTo(new Answer("hello!"));
  }

  @Test
  void aStepMayTakeAndGiveAnyOfSeveralEvents() throws InterruptedException {
    Workflow halves =
        WorkflowBuilder.named("halves")
            .step(
                "sort",
                OneOf.of(Ask.class),
                OneOf.of(Odd.class, Even.class),
                OPTIONS,
                (ctx, ask) ->
                    ask.text().length() % 2 == 0
                        ? new Even(ask.text().length())
                        : new Odd(ask.text().length()))
            .step(
                "end",
                OneOf.<Event>of(Odd.class, Even.class),
                OneOf.of(Answer.class),
                OPTIONS,
                (ctx, event) -> new Answer(event.getClass().getSimpleName()))
            .build();

    assertThat(halves.run(new Ask("two!")).result(Answer.class)).isEqualTo(new Answer("Even"));
    assertThat(halves.run(new Ask("one")).result(Answer.class)).isEqualTo(new Answer("Odd"));
  }

  /** Every kind of step. */
  private static WorkflowBuilder whole() {
    return WorkflowBuilder.named("whole")
        .timeLimit(Duration.ofMinutes(1))
        .fanOut(
            "spread",
            OneOf.of(Ask.class),
            OneOf.of(Odd.class),
            OPTIONS.withSends(Left.class, Right.class),
            (ctx, ask) -> List.of(new Odd(1)))
        .step(
            "each",
            OneOf.of(Odd.class),
            OneOf.of(Even.class),
            OPTIONS.withWorkers(2).withTimeout(Duration.ofSeconds(5)).withCpu(),
            (ctx, odd) -> new Even(odd.n() + 1))
        .join("gather", Even.class, Answer.class, (ctx, all) -> new Answer("" + all.size()))
        .slots(
            "both",
            List.of(Left.class, Right.class),
            Returned.one(Answer.class),
            OPTIONS.withNullableReturn(),
            (ctx, both) -> null)
        .sink("log", OneOf.of(Even.class), OPTIONS, (ctx, even) -> "ignored")
        .catchError("rescue", Answer.class, (ctx, failed) -> new Answer(failed.step()));
  }

  @Test
  void everyKindOfStepCanBeBuiltAndKeepsTheRules() {
    Workflow workflow = whole().build();

    assertThat(Validation.check(workflow)).isFalse();
    assertThat(workflow.timeLimit()).contains(Duration.ofMinutes(1));
    assertThat(workflow).hasToString("workflow whole");
  }

  @Test
  void theRulesAreThoseOfClasses() {
    Workflow wrong =
        whole()
            .step(
                "lost",
                OneOf.of(Ask.class),
                OneOf.of(Ask.class, Answer.class),
                OPTIONS.withWorkers(0),
                (ctx, ask) -> ask)
            .catchError("again", Answer.class, (ctx, failed) -> new Answer(""))
            .build();

    assertThatThrownBy(() -> Validation.check(wrong))
        .isInstanceOfSatisfying(
            WorkflowDefinitionException.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "step lost: has withWorkers(0); at least 1 is needed [workers]",
                        "step lost: gives out a start event; only a caller starts a run [gives-start]",
                        "step rescue: handles failures of all steps, and so does again; name steps in one of them [handler-wildcards]"));
  }

  @Test
  void aJoinOfSeveralEventsNeedsTwo() {
    assertThatThrownBy(() ->
            WorkflowBuilder.named("few")
                .slots(
                    "one",
                    List.of(Left.class),
                    Returned.one(Answer.class),
                    OPTIONS,
                    (ctx, events) -> null))
        .hasMessage("step one has 1 slots; at least 2 are needed");
    assertThatThrownBy(() -> OneOf.of()).hasMessageContaining("name at least one");
  }

  @Test
  void aBlankNameOfAStepIsRefused() {
    Workflow blank =
        WorkflowBuilder.named("w")
            .step(" ", Ask.class, Answer.class, (ctx, ask) -> new Answer(ask.text()))
            .build();

    assertThatThrownBy(blank::validate)
        .hasMessageContaining("has the name ' ', which is blank; give it another");
  }

  private static List<String> warnings(StepOptions options) {
    Workflow flow =
        WorkflowBuilder.named("spreading")
            .fanOut(
                "spread",
                OneOf.of(Ask.class),
                OneOf.of(Odd.class),
                options,
                (ctx, ask) -> List.of(new Odd(1)))
            .step("end", Odd.class, Answer.class, (ctx, odd) -> new Answer("odd"))
            .build();
    ProgramOptions named = ProgramOptions.of("s", Env.empty(), new ManualClock(Instant.EPOCH));
    try (WorkflowProgram program = WorkflowProgram.load(env -> flow, named)) {
      return program.description().warnings();
    }
  }

  @Test
  void checksCanBeLeftOutForAStep() {
    assertThat(warnings(OPTIONS))
        .singleElement()
        .asString()
        .startsWith("step spread: opens a fan-out of Odd that no step joins");
    assertThat(warnings(OPTIONS.withoutChecks(SkipChecks.Check.UNJOINED_FAN_OUT))).isEmpty();
  }
}
