package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.RetryPolicy;

/** What annotations can say, a builder can say. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class BuiltWorkflowsTest {

  record Ask(int n) implements StartEvent {}

  record Answer(String text) implements StopEvent {}

  /** Open: any record may implement it. */
  interface Note extends Event {}

  record Loud(int n) implements Note {}

  record Quiet(int n) implements Note {}

  record Part(int n) implements Event {}

  record Whole(int n) implements Event {}

  private static final StepOptions OPTIONS = StepOptions.defaults();

  private static WorkflowBuilder spreading(String name) {
    return WorkflowBuilder.named(name)
        .fanOut(
            "spread",
            OneOf.of(Ask.class),
            OneOf.of(Part.class),
            OPTIONS,
            (ctx, ask) -> parts(ask.n()));
  }

  private static List<Part> parts(int count) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new Part(i));
    }
    return parts;
  }

  @Test
  void aJoinCanFanOut() throws Exception {
    Workflow flow =
        spreading("twice")
            .join(
                "again",
                OneOf.of(Part.class),
                0,
                Returned.listOf(Whole.class),
                OPTIONS,
                (ctx, all) -> all.stream().map(p -> new Whole(p.n())).toList())
            .join("end", Whole.class, Answer.class, (ctx, all) -> new Answer("" + all.size()))
            .build();

    assertThat(flow.run(new Ask(3)).result(Answer.class)).isEqualTo(new Answer("3"));
  }

  @Test
  void aStepOfSlotsCanFanOutAndAJoinCanGiveNothing() throws Exception {
    Workflow flow =
        WorkflowBuilder.named("slots")
            .sink(
                "send",
                OneOf.of(Ask.class),
                OPTIONS.withSends(Loud.class, Quiet.class),
                (ctx, ask) -> {
                  ctx.send(new Loud(ask.n()));
                  ctx.send(new Quiet(ask.n()));
                  return "ignored";
                })
            .slots(
                "both",
                List.of(Loud.class, Quiet.class),
                Returned.listOf(Part.class),
                OPTIONS,
                (ctx, both) -> parts(both.size()))
            .join(
                "gather",
                OneOf.of(Part.class),
                0,
                Returned.nothing(),
                OPTIONS.withSends(Whole.class),
                (ctx, all) -> {
                  ctx.send(new Whole(all.size()));
                  return null;
                })
            .step("end", Whole.class, Answer.class, (ctx, w) -> new Answer("" + w.n()))
            .build();

    assertThat(flow.run(new Ask(1)).result(Answer.class)).isEqualTo(new Answer("2"));
  }

  @Test
  void aHandlerCanFanOutAndHasOptions() throws Exception {
    Workflow flow =
        WorkflowBuilder.named("rescued")
            .step(
                "fail",
                OneOf.of(Ask.class),
                OneOf.of(Answer.class),
                OPTIONS.withResources(String.class),
                (ctx, ask) -> {
                  throw new IllegalStateException("as told");
                })
            .provides(String.class, needed -> "text")
            .catchError(
                "rescue",
                List.of("fail"),
                2,
                Returned.listOf(Part.class),
                OPTIONS
                    .withTimeout(Duration.ofSeconds(9))
                    .withStreams(Quiet.class)
                    .withResources(String.class),
                (ctx, failed) -> {
                  ctx.stream(new Quiet(ctx.resource(String.class).length()));
                  return parts(2);
                })
            .join("end", Part.class, Answer.class, (ctx, all) -> new Answer("" + all.size()))
            .build();

    Handler run = flow.run(new Ask(1));

    assertThat(run.result(Answer.class)).isEqualTo(new Answer("2"));
    assertThat(run.events()).contains(new Quiet(4));
  }

  @Test
  void whatAHandlerDoesNotHaveIsRefusedAtOnce() {
    for (StepOptions options :
        List.of(
            OPTIONS.withWorkers(2),
            OPTIONS.withRetry(RetryPolicy.never()),
            OPTIONS.withWaits(Quiet.class),
            OPTIONS.withSubtypes(),
            OPTIONS.withCpu())) {
      assertThatThrownBy(() ->
              WorkflowBuilder.named("w")
                  .catchError(
                      "rescue",
                      List.of(),
                      1,
                      Returned.one(Answer.class),
                      options,
                      (ctx, failed) -> new Answer("")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("step rescue handles failures, so it has no withWorkers");
    }
  }

  @Test
  void anOpenInterfaceStandsForItsEventsWhereThatIsAllowed() throws Exception {
    Workflow flow =
        WorkflowBuilder.named("open")
            .step(
                "sort",
                OneOf.of(Ask.class),
                OneOf.<Note>of(Loud.class, Quiet.class),
                OPTIONS,
                (ctx, ask) -> ask.n() > 1 ? new Loud(ask.n()) : new Quiet(ask.n()))
            .step(
                "any",
                OneOf.of(Note.class),
                OneOf.of(Answer.class),
                OPTIONS.withSubtypes(),
                (ctx, note) -> new Answer(note.getClass().getSimpleName()))
            .build();

    assertThat(flow.run(new Ask(1)).result(Answer.class)).isEqualTo(new Answer("Quiet"));
    assertThat(flow.run(new Ask(2)).result(Answer.class)).isEqualTo(new Answer("Loud"));
  }

  record Settings(String key) {}

  record Model(Settings settings, int number) {}

  @Test
  void resourcesAreMadeOfOthersAndAreShared() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Workflow flow =
        spreading("resourceful")
            .provides(Settings.class, needed -> new Settings(needed.env().get("KEY")))
            .provides(
                Model.class,
                Provides.Scope.RUN,
                List.of(Settings.class),
                needed -> new Model(needed.get(Settings.class), made.incrementAndGet()))
            .join(
                "end",
                OneOf.of(Part.class),
                0,
                Returned.one(Answer.class),
                OPTIONS.withResources(Model.class),
                (ctx, all) -> new Answer(ctx.resource(Model.class).toString()))
            .build();
    InProcessRunner runner = InProcessRunner.of(flow).withEnv(Env.of(Map.of("KEY", "k")));

    assertThat(runner.run(new Ask(1)).result(Answer.class))
        .isEqualTo(new Answer("Model[settings=Settings[key=k], number=1]"));
    assertThat(runner.run(new Ask(1)).result(Answer.class).text()).endsWith("number=2]");
    Model other = new Model(new Settings("test"), 7);
    assertThat(runner.withResource(Model.class, other).run(new Ask(1)).result(Answer.class).text())
        .isEqualTo(other.toString());
  }

  static final class Closing implements AutoCloseable {
    private final AtomicInteger closed;

    Closing(AtomicInteger closed) {
      this.closed = closed;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void aResourceOfARunIsClosedWithIt() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    Workflow flow =
        WorkflowBuilder.named("closing")
            .provides(Closing.class, Provides.Scope.RUN, List.of(), needed -> new Closing(closed))
            .step(
                "end",
                OneOf.of(Ask.class),
                OneOf.of(Answer.class),
                OPTIONS.withResources(Closing.class),
                (ctx, ask) -> new Answer("" + (ctx.resource(Closing.class) != null)))
            .build();

    assertThat(flow.run(new Ask(1)).result(Answer.class)).isEqualTo(new Answer("true"));
    Await.until(() -> closed.get() == 1);
  }

  @Test
  void runsAreBounded() {
    assertThat(spreading("few").concurrentRuns(3).build().concurrentRuns()).hasValue(3);
    assertThatThrownBy(() -> spreading("none").concurrentRuns(0))
        .hasMessage("concurrentRuns is 0; it must be at least 1");
  }

  private static List<String> problems(WorkflowBuilder builder) {
    return catchThrowableOfType(WorkflowDefinitionException.class, () -> builder.build().validate())
        .problems();
  }

  /** Breaks every rule whose message says what to write. */
  private static WorkflowBuilder wrong() {
    return WorkflowBuilder.named("wrong")
        .step(
            "open",
            OneOf.of(Ask.class),
            OneOf.of(Note.class),
            OPTIONS.withWorkers(0).withTimeout(Duration.ZERO).withResources(Model.class),
            (ctx, ask) -> new Loud(1))
        .step("same", Ask.class, Answer.class, (ctx, ask) -> new Answer(""))
        .step("same", Ask.class, Answer.class, (ctx, ask) -> new Answer(""))
        .step("failed", StepFailedEvent.class, Answer.class, (ctx, failed) -> new Answer(""))
        .provides(
            Answer.class, Provides.Scope.WORKFLOW, List.of(Settings.class), n -> new Answer(""))
        .provides(Settings.class, Provides.Scope.RUN, List.of(), n -> new Settings(""));
  }

  @Test
  void messagesNameTheMethodsOfTheBuilder() {
    assertThat(problems(wrong()))
        .containsExactlyInAnyOrder(
            "step open: has withWorkers(0); at least 1 is needed [workers]",
            "step open: has withTimeout(PT0S); it must be longer than nothing [timeout]",
            "step open: returns Note, but Note is an open interface; seal it, name an exact event, or add withSubtypes() [event-open]",
            "step open: asks for Model, which nothing makes; add what makes it with provides(Model.class, …) [inject-missing]",
            "there are two steps named same; give one another name [step-name]",
            "step failed: takes a StepFailedEvent; add it with catchError(…) [event-ours]",
            "resource Answer: lives as long as the workflow but asks for Settings, which lives as long as a run; give it Scope.RUN [maker-scope]");
    assertThat(problems(WorkflowBuilder.named("empty")))
        .containsExactly("it has no steps; add at least one with step(…) [no-steps]");
  }

  @Test
  void problemsOfTheGraphSayWhichOptionMayBeMissing() {
    WorkflowBuilder lost =
        WorkflowBuilder.named("lost")
            .step("end", Ask.class, Answer.class, (ctx, ask) -> new Answer(""))
            .step("lose", Ask.class, Loud.class, (ctx, ask) -> new Loud(1))
            .sink("wait", OneOf.of(Quiet.class), OPTIONS, (ctx, quiet) -> "");

    assertThat(problems(lost))
        .anySatisfy(p -> assertThat(p).contains("add withWaits(Loud.class) to that step"))
        .anySatisfy(p -> assertThat(p).contains("add withSends(Quiet.class) to that step"))
        .noneSatisfy(p -> assertThat(p).contains(" = "));
  }

  private static String failureOf(StepFn<Ask, Answer> code) {
    Workflow flow = WorkflowBuilder.named("w").step("s", Ask.class, Answer.class, code).build();
    return String.valueOf(
        catchThrowableOfType(RunFailedException.class, () -> flow.run(new Ask(1)).result())
            .getMessage());
  }

  @Test
  void whatARunningStepHasNotDeclaredIsNamedAsTheOptionThatDeclaresIt() {
    assertThat(
            failureOf((ctx, ask) -> {
              ctx.send(new Loud(1));
              return new Answer("");
            }))
        .contains("add withSends(Loud.class) to its StepOptions");
    assertThat(failureOf((ctx, ask) -> new Answer("" + ctx.waitForEvent(Loud.class))))
        .contains("add withWaits(Loud.class) to its StepOptions");
    assertThat(failureOf((ctx, ask) -> new Answer("" + ctx.resource(Model.class))))
        .contains("add withResources(Model.class) to its StepOptions");
  }
}
