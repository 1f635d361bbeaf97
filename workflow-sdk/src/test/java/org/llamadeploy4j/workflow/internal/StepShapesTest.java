package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Collect;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.Gives;
import org.llamadeploy4j.workflow.engine.Takes;
import org.llamadeploy4j.workflow.internal.StepModel.Parameter;

class StepShapesTest {

  record Ask(String question) implements StartEvent {}

  sealed interface Reply extends Event {}

  record Answer(String text) implements Reply, StopEvent {}

  record Calls(List<Call> events) implements Reply, FanOut<Call> {}

  record Call(String tool) implements Event {}

  sealed interface Outcome extends Event {}

  record Good(String text) implements Outcome {}

  record Bad(String why) implements Outcome {}

  record Left() implements Event {}

  record Right() implements Event {}

  record Again() implements Event {}

  static final class Agent extends Workflow {
    @Provides
    StringBuilder tool() {
      return new StringBuilder();
    }

    @Step(sends = {Left.class, Right.class})
    Reply speak(Context ctx, Ask ask, @Inject Env env, @Inject CharSequence tool) {
      return new Calls(new ArrayList<>());
    }

    @Step(workers = 2, cpu = true, timeout = "PT3S")
    CompletionStage<Optional<Outcome>> call(Call call) {
      return CompletableFuture.completedFuture(Optional.of(new Good(call.tool())));
    }

    @Step
    @Nullable List<Again> gather(Context ctx, @Collect(take = 2) List<Outcome> all) {
      return null;
    }

    @Step
    Answer again(Again again) {
      return new Answer("");
    }

    @Step
    Answer both(Right right, Context ctx, Left left) {
      return new Answer("");
    }

    @CatchError(steps = "call", maxRecoveries = 3)
    Bad recover(StepFailedEvent failed, Context ctx) {
      return new Bad("");
    }
  }

  private final FlowModel agent = FlowReader.read(Agent.class, new Codecs());

  @Test
  void aRecordOfMembersMayBeOneOfSeveralThingsThatAStepReturns() {
    StepModel speak = agent.step("speak");

    assertThat(speak.shape().returns())
        .isEqualTo(
            new StepModel.Returns(
                false, Set.of(Answer.class), Set.of(), Map.of(Calls.class, Set.of(Call.class))));
    assertThat(speak.plan().gives())
        .isEqualTo(new Gives(Set.of("Answer"), Set.of("Call"), Set.of("Left", "Right")));
    assertThat(speak.parameters())
        .containsExactly(
            new Parameter.OfContext(),
            new Parameter.OfEvent(),
            new Parameter.OfResource(Env.class, null),
            new Parameter.OfResource(CharSequence.class, null));
  }

  @Test
  void aRecordOfMembersIsNoEventOfTheRun() {
    assertThat(agent.events().ofClass(Calls.class)).isNull();
    assertThat(agent.events().ofClass(Call.class)).isNotNull();
  }

  @Test
  void aListParameterJoinsAStream() {
    StepModel gather = agent.step("gather");

    assertThat(gather.plan().takes()).isEqualTo(new Takes.Joined(Set.of("Good", "Bad"), 2));
    assertThat(gather.parameters())
        .containsExactly(new Parameter.OfContext(), new Parameter.OfJoined());
    assertThat(gather.shape().returns())
        .isEqualTo(new StepModel.Returns(true, Set.of(), Set.of(Again.class), Map.of()));
  }

  @Test
  void severalEventsAreSlotsInTheirOrder() {
    StepModel both = agent.step("both");

    assertThat(both.plan().takes())
        .isEqualTo(new Takes.Slots(List.of(Set.of("Right"), Set.of("Left"))));
    assertThat(both.parameters())
        .containsExactly(
            new Parameter.OfSlot(0), new Parameter.OfContext(), new Parameter.OfSlot(1));
  }

  @Test
  void stagesAndOptionalsAreOpened() {
    StepModel call = agent.step("call");

    assertThat(call.shape().returns())
        .isEqualTo(new StepModel.Returns(true, Set.of(Good.class, Bad.class), Set.of(), Map.of()));
    assertThat(call.limits()).isEqualTo(new StepModel.Limits(2, Duration.ofSeconds(3), true));
  }

  @Test
  void anErrorHandlerTakesFailuresAndHasOneWorker() {
    StepModel recover = agent.step("recover");

    assertThat(recover.plan().takes()).isEqualTo(new Takes.Failures(Set.of("call"), 3));
    assertThat(recover.parameters())
        .containsExactly(new Parameter.OfEvent(), new Parameter.OfContext());
    assertThat(recover.limits().workers()).isOne();
  }

  @Test
  void makersOfResourcesAreFound() {
    assertThat(agent.makers())
        .extracting(java.lang.reflect.Method::getName)
        .containsExactly("tool");
  }

  interface Note extends Event {}

  record Loud() implements Note {}

  record Soft() implements Note {}

  record End() implements StopEvent, Note {}

  static final class Subtypes extends Workflow {
    @Step(sends = {Loud.class, Soft.class})
    End begin(Ask ask) {
      return new End();
    }

    @Step(subtypes = true)
    void write(Note note) {}
  }

  @Test
  void anOpenInterfaceTakesEveryEventOfItThatDoesNotEndTheRun() {
    StepModel write = FlowReader.read(Subtypes.class, new Codecs()).step("write");

    assertThat(write.shape().accepts()).containsExactlyInAnyOrder(Loud.class, Soft.class);
  }

  abstract static class Base extends Workflow {
    @Step
    abstract StopEvent end(Ask ask);

    @Step(name = "other")
    void kept(Ask ask) {}
  }

  static class Written extends Base {
    @Override
    StopEvent end(Ask ask) {
      return StopEvent.of("written");
    }
  }

  /** What a container would make. */
  static final class Written$$Proxy extends Written {
    Object interceptor = "changes";

    @Override
    StopEvent end(Ask ask) {
      return StopEvent.of("through the proxy: " + interceptor);
    }
  }

  @Test
  void aMethodThatOverridesAStepIsCalledInItsPlace() throws Throwable {
    FlowModel model = FlowReader.read(Written.class, new Codecs());

    assertThat(model.steps()).extracting(StepModel::name).containsExactly("end", "other");
    assertThat(model.step("end").call().call(new Written(), new Object[] {new Ask("")}))
        .isEqualTo(StopEvent.of("written"));
  }

  @Test
  void aProxyIsReadAsTheClassBehindItAndCalledItself() throws Throwable {
    FlowModel model = FlowReader.read(Written$$Proxy.class, new Codecs());

    assertThat(model.warnings()).isEmpty();
    assertThat(model.step("end").call().call(new Written$$Proxy(), new Object[] {new Ask("")}))
        .isEqualTo(StopEvent.of("through the proxy: changes"));
  }
}
