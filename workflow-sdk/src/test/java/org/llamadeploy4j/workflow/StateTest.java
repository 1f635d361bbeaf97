package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.workflow.ScriptedFlow.refusedByState;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** States with a type: first values, clearing, names. */
@Timeout(20)
class StateTest {

  record Chat(List<String> lines) {
    Chat plus(String line) {
      return new Chat(
          java.util.stream.Stream.concat(lines.stream(), List.of(line).stream()).toList());
    }
  }

  record Count(int value) {}

  record Settings(String model, int limit) {
    Settings() {
      this("small", 3);
    }
  }

  record Account(String owner) {}

  static final class Elsewhere {
    record Count(int other) {}
  }

  @StateName("@mine")
  record Reserved(int value) {}

  @StateName(" ")
  record Blank(int value) {}

  @Test
  void aValueThatIsSetIsCopiedSoThatLaterChangesToItDoNotMatter() throws Exception {
    InProcessRunner runner =
        ScriptedFlow.runner(ctx -> {
          List<String> mine = new ArrayList<>(List.of("set"));
          ctx.state(Chat.class).set(new Chat(mine));
          mine.add("later");
          return ctx.state(Chat.class).get().lines();
        });
    Handler run = runner.run(new ScriptedFlow.Go());

    assertThat(run.result()).isEqualTo(List.of("set"));
    assertThat(run.finalStates().find(Chat.class)).contains(new Chat(List.of("set")));
  }

  @Test
  @SuppressWarnings("NullAway") // what authors without null checks may write
  void aValueThatCannotBeStoredIsRefusedWhenItIsSet() {
    refusedByState(
        ctx -> {
          ctx.state(Chat.class).set(new Chat(null));
          throw new AssertionError("it was set");
        },
        "state Chat: lines: is null; if it may be, mark the component @Nullable, with one that is"
            + " kept at run time such as org.jspecify.annotations.Nullable");
  }

  // T160
  @Test
  void anUpdateIsVisibleAtOnceAndKept() throws Exception {
    InProcessRunner runner =
        ScriptedFlow.runner(ctx -> {
          ctx.state(Chat.class).update(c -> c.plus("hello"));
          return ctx.state(Chat.class).get().lines();
        });
    Handler run = runner.run(new ScriptedFlow.Go());

    assertThat(run.result()).isEqualTo(List.of("hello"));
    assertThat(run.finalStates().find(Chat.class)).contains(new Chat(List.of("hello")));
  }

  // T162
  @Test
  void aWriterInsideAnUpdateIsRefused() {
    refusedByState(
        ctx -> {
          State<Count> count = ctx.state(Count.class);
          count.update(c -> {
            count.set(new Count(7));
            return c;
          });
          return null;
        },
        "the function given to update used the Context");
  }

  // T163
  @Test
  void aHandleThatCannotBeStoredIsRefusedWithItsField() {
    record Held(String name, Thread thread) {}
    refusedByState(ctx -> ctx.state(Held.class).find(), "state Held.thread: Thread is a class");
  }

  // T168
  @Test
  void clearingGivesTheFirstValueBack() throws Exception {
    assertThat(
            ScriptedFlow.result(ctx -> {
              ctx.state(Settings.class).set(new Settings("big", 9));
              ctx.state(Settings.class).clear();
              ctx.state(Count.class).set(new Count(5));
              ctx.state(Count.class).clear();
              return List.of(
                  ctx.state(Settings.class).get().model(), ctx.state(Count.class).get().value());
            }))
        .isEqualTo(List.of("small", 0L));
  }

  // T169
  @Test
  void clearingWithoutAFirstValueIsRefused() {
    refusedByState(
        ctx -> {
          ctx.state(Account.class).set(new Account("Ada"));
          ctx.state(Account.class).clear();
          return null;
        },
        "state 'Account' has no initial value; call set first, make its components @Nullable, or give %s a no-argument constructor"
            .formatted(Account.class.getName()));
  }

  @Test
  void findingSaysWhetherAnythingWasWritten() throws Exception {
    assertThat(
            ScriptedFlow.result(ctx -> {
              boolean before = ctx.state(Account.class).find().isPresent();
              ctx.state(Account.class).set(new Account("Ada"));
              return List.of(before, ctx.state(Account.class).find().orElseThrow().owner());
            }))
        .isEqualTo(List.of(false, "Ada"));
  }

  @Test
  void aStateWithoutAFirstValueIsRefusedUntilItIsSet() throws Exception {
    refusedByState(ctx -> ctx.state(Account.class).get(), "state 'Account' has no initial value");
    assertThat(
            ScriptedFlow.runner(
                    ctx -> {
                      ctx.state(Account.class).set(new Account("Ada"));
                      ctx.state(Account.class).update(a -> new Account(a.owner() + "!"));
                      return null;
                    })
                .run(new ScriptedFlow.Go())
                .finalStates()
                .find(Account.class))
        .contains(new Account("Ada!"));
  }

  // T167
  // T170
  @Test
  void statesOfDifferentTypesStandSideBySideAndShareNoName() throws Exception {
    assertThat(
            ScriptedFlow.result(ctx -> {
              ctx.state(Count.class).set(new Count(1));
              ctx.state(Settings.class).set(new Settings("m", 2));
              ctx.state(Chat.class).update(c -> c.plus("x"));
              return ctx.state(Count.class).get().value() + ctx.state(Settings.class).get().limit();
            }))
        .isEqualTo(3L);
    refusedByState(
        ctx -> {
          ctx.state(Count.class).set(new Count(1));
          return ctx.state(Elsewhere.Count.class).get();
        },
        "have the same state name 'Count'; give one another with @StateName");
  }

  @Test
  void namesOfOursAndBlankOnesAreRefused() {
    refusedByState(ctx -> ctx.state(Reserved.class).get(), "cannot have the name '@mine'");
    refusedByState(ctx -> ctx.state(Blank.class).get(), "cannot have the name ' '");
  }

  @StateName(value = "Profile", aliases = "User")
  record Renamed(String name) {}

  @Test
  void aRenamedStateIsReadUnderItsAliasUntilItIsWritten() throws Exception {
    RunStates old =
        RunStates.of(Map.of("User", "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8)));
    Handler run =
        ScriptedFlow.runner(
                ctx -> {
                  ctx.state(Renamed.class).update(r -> new Renamed(r.name() + "!"));
                  return ctx.state(Renamed.class).get().name();
                })
            .withStates(old)
            .run(new ScriptedFlow.Go());

    assertThat(old.find(Renamed.class)).contains(new Renamed("Ada"));
    assertThat(run.result()).isEqualTo("Ada!");
    assertThat(run.finalStates().find(Renamed.class)).contains(new Renamed("Ada!"));
  }

  static final class TwoOfAName extends Workflow {
    record Go() implements StartEvent {}

    @StateName("Chat")
    record First(int a) {}

    @StateName(value = "Talk", aliases = "Chat")
    record Second(int a) {}

    @Step
    StopEvent go(Go go) {
      return StopEvent.of(1);
    }
  }

  @Test
  void aNameOrAliasThatTwoDeclaredStatesHaveIsRefusedAtLoad() {
    assertThatThrownBy(() -> InProcessRunner.of(new TwoOfAName()))
        .isInstanceOf(WorkflowDefinitionException.class)
        .hasMessageContaining("have the same state name 'Chat'");
  }

  // T171
  @Test
  void theFirstStepSeesTheStateThatTheRunWasStartedWith() throws Exception {
    Handler run =
        ScriptedFlow.runner(ctx -> ctx.state(Account.class).get().owner())
            .withState(new Account("Ada"))
            .run(new ScriptedFlow.Go());

    assertThat(run.result()).isEqualTo("Ada");
    assertThatThrownBy(() -> RunStates.empty().with(new Object()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("Object");
  }

  // T172
  @Test
  void aStoredStateThatDoesNotFitItsTypeIsRefusedWithThePath() {
    RunStates bad =
        RunStates.of(Map.of("Count", "{\"value\":\"x\"}".getBytes(StandardCharsets.UTF_8)));
    Handler run =
        ScriptedFlow.runner(ctx -> ctx.state(Count.class).get().value())
            .withStates(bad)
            .run(new ScriptedFlow.Go());

    assertThatThrownBy(run::result)
        .hasMessageContaining(
            "the stored state 'Count' cannot be read as %s: value must be an integer"
                .formatted(Count.class.getName()));
  }
}
