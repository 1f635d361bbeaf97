package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** The state without a type across attempts, steps, children and runs. */
@Timeout(20)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class DynamicStateRunsTest {

  static final class SideBySide extends Workflow {
    static final int STEPS = 8;

    record Go() implements StartEvent {}

    record Part(int number) implements Event {}

    record Done(int number) implements Event {}

    private final CountDownLatch allHere = new CountDownLatch(STEPS);

    @Step(sends = Part.class)
    void split(Context ctx, Go go) {
      IntStream.range(0, STEPS).forEach(i -> ctx.send(new Part(i)));
    }

    @Step(workers = STEPS)
    Done write(Context ctx, Part part) throws InterruptedException {
      ctx.state().set("parts.p" + part.number(), part.number());
      ctx.state().update("sum", int.class, 0, n -> n + part.number());
      ctx.state().append("seen", part.number());
      allHere.countDown();
      allHere.await();
      return new Done(part.number());
    }

    @Step(workers = 1)
    Optional<StopEvent> end(Context ctx, Done done) {
      ctx.state().update("ended", int.class, 0, n -> n + 1);
      return ctx.state().get("ended", int.class) == STEPS
          ? Optional.of(StopEvent.of(ctx.state().asMap()))
          : Optional.empty();
    }
  }

  // T165
  @Test
  void attemptsSideBySideLoseNothing() throws Exception {
    Object left = new SideBySide().run(new SideBySide.Go()).result();

    assertThat(left)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("sum", 28L)
        .hasEntrySatisfying("parts", parts -> assertThat((Map<?, ?>) parts).hasSize(8))
        .hasEntrySatisfying(
            "seen",
            seen ->
                assertThat(seen)
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L));
  }

  static final class Failing extends Workflow {
    record Go() implements StartEvent {}

    @Step
    @Retry(attempts = 3, delay = "PT0S")
    StopEvent fail(Context ctx, Go go) {
      ctx.state().update("attempts", int.class, 0, n -> n + 1);
      ctx.state().set("last", ctx.attempt());
      if (ctx.attempt() < 3) {
        throw new IllegalStateException("not yet");
      }
      return StopEvent.of(ctx.state().asMap());
    }
  }

  @Test
  void whatAFailedAttemptWroteIsDropped() throws Exception {
    assertThat(new Failing().run(new Failing.Go()).result())
        .isEqualTo(Map.of("attempts", 1L, "last", 3L));
  }

  static final class Sleeping extends Workflow {
    record Go(boolean diverge) implements StartEvent {}

    @Step
    StopEvent sleep(Context ctx, Go go) {
      boolean again = ctx.state().has("count");
      ctx.state().update(go.diverge() && again ? "other" : "count", int.class, 0, n -> n + 1);
      ctx.state().append("log", "before");
      ctx.sleep(Duration.ofMillis(1));
      ctx.state().append("log", "after");
      return StopEvent.of(ctx.state().asMap());
    }
  }

  @Test
  void whatWasWrittenBeforeAWaitIsNotRepeated() throws Exception {
    assertThat(new Sleeping().run(new Sleeping.Go(false)).result())
        .isEqualTo(Map.of("count", 1L, "log", List.of("before", "after")));
  }

  @Test
  void anotherPathAfterAWaitIsADivergence() {
    Handler run = new Sleeping().run(new Sleeping.Go(true));

    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class,
            e -> assertThat(e.type()).isEqualTo(StepDivergedException.class.getName()))
        .hasMessageContaining("changes the state @untyped other");
  }

  private static InProcessRunner counting() {
    return ScriptedFlow.runner(ctx -> {
      ctx.state().update("runs", int.class, 0, n -> n + 1);
      return ctx.state().asMap();
    });
  }

  // T171
  @Test
  void theFirstStepSeesWhatTheRunWasStartedWith() throws Exception {
    assertThat(
            counting()
                .withState(Map.of("runs", 41, "user", Map.of("name", "Ada")))
                .run(new ScriptedFlow.Go())
                .result())
        .isEqualTo(Map.of("runs", 42L, "user", Map.of("name", "Ada")));
  }

  // T071
  @Test
  void aSecondRunGoesOnWithTheStatesOfTheFirst() throws Exception {
    InProcessRunner runner = counting();
    Handler first = runner.run(new ScriptedFlow.Go());
    Handler second = runner.withStates(first.finalStates()).run(new ScriptedFlow.Go());

    assertThat(second.result()).isEqualTo(Map.of("runs", 2L));
    assertThat(second.finalStates().asMap()).isEqualTo(Map.of("runs", 2L));
    assertThat(runner.run(new ScriptedFlow.Go()).result()).isEqualTo(Map.of("runs", 1L));
  }

  // T072
  // T073
  @Test
  void runsAtTheSameTimeBeginWithTheSameStatesAndDoNotMeet() throws Exception {
    InProcessRunner runner = counting().withState(Map.of("runs", 10));
    List<Handler> runs =
        IntStream.range(0, 5).mapToObj(i -> runner.run(new ScriptedFlow.Go())).toList();

    for (Handler run : runs) {
      assertThat(run.result()).isEqualTo(Map.of("runs", 11L));
    }
  }

  @Test
  void aRunThatFailedLeavesNoStates() {
    Handler run =
        ScriptedFlow.runner(ctx -> ctx.state().get("none", String.class))
            .run(new ScriptedFlow.Go());

    assertThatThrownBy(run::finalStates).isInstanceOf(RunFailedException.class);
  }

  // T172
  @Test
  void aStoredStateOfAnotherShapeIsRefused() {
    assertThatThrownBy(() -> RunStates.of(Map.of("@untyped", bytes("[1]"))))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("the stored untyped state cannot be read: must be a JSON object");
    assertThatThrownBy(() -> RunStates.of(Map.of("Chat", bytes("{"))))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("state 'Chat': not JSON");
  }

  @Test
  void statesCanBeKeptElsewhereAsJson() {
    RunStates states =
        RunStates.empty().with(Map.of("a", 1)).with(new StateTest.Chat(List.of("x")));
    RunStates back = RunStates.of(states.json());

    assertThat(states.names()).containsExactlyInAnyOrder("@untyped", "Chat");
    assertThat(back.asMap()).isEqualTo(Map.of("a", 1L));
    assertThat(back.find(StateTest.Chat.class)).contains(new StateTest.Chat(List.of("x")));
    assertThat(back.find(StateTest.Count.class)).isEmpty();
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  static final class Parent extends Workflow {
    record Go() implements StartEvent {}

    @Step(children = Child.class)
    StopEvent call(Context ctx, Go go) {
      ctx.state().set("who", "parent");
      ctx.state(StateTest.Count.class).set(new StateTest.Count(1));
      String child = ctx.child("c", Child.class, new Child.Go(), String.class);
      return StopEvent.of(
          List.of(
              String.valueOf(child),
              ctx.state().asMap(),
              ctx.state(StateTest.Count.class).get().value()));
    }
  }

  public static final class Child extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent answer(Context ctx, Go go) {
      boolean empty =
          ctx.state().asMap().isEmpty() && ctx.state(StateTest.Count.class).find().isEmpty();
      ctx.state().set("who", "child");
      ctx.state(StateTest.Count.class).set(new StateTest.Count(2));
      return StopEvent.of(empty ? "saw nothing" : "saw its parent's");
    }
  }

  // T174
  @Test
  void aChildAndItsParentHaveStatesOfTheirOwn() throws Exception {
    assertThat(new Parent().run(new Parent.Go()).result())
        .isEqualTo(List.of("saw nothing", Map.of("who", "parent"), 1L));
  }

  static final class Days extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent sleep(Context ctx, Go go) {
      ctx.state().set("slept", "no");
      ctx.sleep(Duration.ofDays(30));
      @Nullable String before = ctx.state().find("slept", String.class).orElse(null);
      ctx.state().set("slept", "yes");
      return StopEvent.of(before + " " + ctx.state().get("slept", String.class));
    }
  }

  @Test
  void whatWasWrittenBeforeALongSleepIsThereAfterIt() throws Exception {
    ManualClock clock = ManualClock.create();
    Handler run = InProcessRunner.of(new Days()).withScheduler(clock).run(new Days.Go());
    Await.until(() -> {
      clock.advance(Duration.ofDays(1));
      return run.isDone();
    });

    assertThat(run.result()).isEqualTo("no yes");
  }
}
