package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;

class ValidationTest {

  record Go() implements StartEvent {}

  record Go2() implements StartEvent {}

  record A() implements Event {}

  record B() implements Event {}

  record Done() implements StopEvent {}

  record WithFunction(Function<String, String> f) implements Event {}

  record WithDeep(List<Inner> inner) implements Event {
    record Inner(Stream<String> values) {}
  }

  @EventName("A")
  record AlsoA() implements Event {}

  @EventName(value = "Note", aliases = "A")
  record OnceA() implements Event {}

  @EventName(" ")
  record Blank() implements Event {}

  static class NotARecord implements Event {}

  abstract static class Base extends Workflow {
    @Step
    StopEvent ok(Go go) {
      return StopEvent.of(1);
    }
  }

  static final class NoSteps extends Workflow {}

  static final class NoStart extends Workflow {
    @Step
    StopEvent end(A a) {
      return StopEvent.of(1);
    }
  }

  static final class TwoStarts extends Base {
    @Step
    StopEvent other(Go2 go) {
      return StopEvent.of(1);
    }
  }

  static final class NoStop extends Workflow {
    @Step
    void end(Go go) {}
  }

  static final class TwoStops extends Base {
    @Step
    Done other(Go go) {
      return new Done();
    }
  }

  static final class TakesStop extends Base {
    @Step
    void after(Done done) {}
  }

  static final class Unproduced extends Base {
    @Step
    void never(A a) {}
  }

  static final class Unconsumed extends Base {
    @Step
    A lost(Go go) {
      return new A();
    }
  }

  static final class DeadEnd extends Base {
    @Step
    A one(Go go) {
      return new A();
    }

    @Step
    B two(A a) {
      return new B();
    }

    @Step
    void three(B b) {}
  }

  static final class Unreachable extends Base {
    @Step
    A one(B b) {
      return new A();
    }

    @Step
    B two(A a) {
      return new B();
    }
  }

  static final class PrivateStep extends Base {
    @Step
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"})
    private void hidden(Go go) {}
  }

  static final class StaticStep extends Base {
    @Step
    static void shared(Go go) {}
  }

  static final class BadNumbers extends Base {
    @Step(workers = 0, timeout = "soon")
    void none(Go go) {}
  }

  static final class Overloads extends Base {
    @Step
    void twice(Go go) {}

    @Step
    void twice(Context ctx, Go go) {}
  }

  static final class NoEvent extends Base {
    @Step
    void idle(Context ctx) {}
  }

  static final class Join extends Base {
    @Step
    void join(List<A> all) {}
  }

  static final class TwoEvents extends Base {
    @Step
    void join(Go go, A a) {}
  }

  static final class Injected extends Base {
    @Step
    void use(Go go, Runnable tool) {}
  }

  static final class FanOut extends Base {
    @Step
    List<A> spread(Go go) {
      return List.of();
    }
  }

  static final class ReturnsText extends Base {
    @Step
    String text(Go go) {
      return "";
    }
  }

  static final class OpenReturn extends Base {
    @Step
    Event any(Go go) {
      return new A();
    }
  }

  static final class ClassEvent extends Base {
    @Step
    void take(NotARecord event) {}
  }

  static final class FunctionField extends Base {
    @Step
    WithFunction make(Go go) {
      return new WithFunction(s -> s);
    }

    @Step
    StopEvent take(WithFunction event) {
      return StopEvent.of(1);
    }
  }

  static final class DeepField extends Base {
    @Step(streams = WithDeep.class)
    void make(Go go) {}
  }

  static final class SameName extends Base {
    @Step(streams = {A.class, AlsoA.class})
    void make(Go go) {}
  }

  static final class SameAlias extends Base {
    @Step(streams = {A.class, OnceA.class, Blank.class})
    void make(Go go) {}
  }

  static Stream<Arguments> rejected() {
    return Stream.of(
        Arguments.of(new NoSteps(), "it has no steps"),
        Arguments.of(new NoStart(), "no step takes a start event"),
        Arguments.of(new TwoStarts(), "there are several start events: [Go, Go2]"),
        Arguments.of(new NoStop(), "no step returns a stop event"),
        Arguments.of(new TwoStops(), "there are several stop events: [Done, StopEvent]"),
        Arguments.of(new TakesStop(), "step after: takes a stop event"),
        Arguments.of(new Unproduced(), "step never: takes A, which no step returns or sends"),
        Arguments.of(new Unconsumed(), "step lost: gives out A, which no step takes"),
        Arguments.of(new DeadEnd(), "step one: is a dead end"),
        Arguments.of(new Unreachable(), "step one: cannot be reached"),
        Arguments.of(new PrivateStep(), "step hidden: is private"),
        Arguments.of(new StaticStep(), "step shared: is static"),
        Arguments.of(new BadNumbers(), "step none: has workers = 0"),
        Arguments.of(new BadNumbers(), "step none: has timeout = \"soon\""),
        Arguments.of(new Overloads(), "there are two steps named twice"),
        Arguments.of(new NoEvent(), "step idle: takes no event"),
        Arguments.of(new Join(), "step join: takes A, which no step returns or sends"),
        Arguments.of(new TwoEvents(), "step join: takes A, which no step returns"),
        Arguments.of(new Injected(), "step use: has a parameter of type Runnable"),
        Arguments.of(new FanOut(), "step spread: gives out A, which no step takes"),
        Arguments.of(new ReturnsText(), "step text: returns String, which is no event"),
        Arguments.of(new OpenReturn(), "is an open interface; seal it"),
        Arguments.of(new ClassEvent(), "is a class; write events as records"),
        Arguments.of(new FunctionField(), "event WithFunction.f: Function is a"),
        Arguments.of(new DeepField(), "event WithDeep.inner[].values: Stream is a"),
        Arguments.of(new SameName(), "have the same event name 'A'"),
        Arguments.of(new SameAlias(), "have the same event name 'A'"),
        Arguments.of(new SameAlias(), "Blank has a blank name; give it another with @EventName"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("rejected")
  void aWorkflowThatCannotRunIsRefusedWithTheReason(Workflow workflow, String problem) {
    assertThat(problems(workflow)).anySatisfy(p -> assertThat(p).contains(problem));
  }

  static final class ManyMistakes extends Workflow {
    @Step
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"})
    private void hidden(Go go) {}

    @Step(workers = -1)
    A lost(B b) {
      return new A();
    }
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThat(problems(new ManyMistakes())).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
  }

  private static List<String> problems(Workflow workflow) {
    return catchThrowableOfType(
            WorkflowDefinitionException.class,
            () -> FlowReader.read(workflow.getClass(), new Codecs()))
        .problems();
  }

  static final class Mutable extends Base {
    int count;
  }

  @Test
  void aFieldThatCanChangeIsAWarning() {
    FlowModel model = FlowReader.read(Mutable.class, new Codecs());

    assertThat(model.warnings()).singleElement().asString().contains("field count can change");
    assertThat(model.steps()).extracting(StepModel::name).containsExactly("ok");
  }

  @Test
  void withoutValidationTheGraphIsNotChecked() {
    assertThat(FlowReader.read(Unconsumed.class, new Codecs(), false).steps()).hasSize(2);
    assertThat(FlowReader.read(TakesStop.class, new Codecs(), false).steps()).hasSize(2);
  }

  @Test
  void withoutValidationStepsAreCheckedAllTheSame() {
    assertThat(
            catchThrowableOfType(
                    WorkflowDefinitionException.class,
                    () -> FlowReader.read(ManyMistakes.class, new Codecs(), false))
                .problems())
        .anySatisfy(p -> assertThat(p).endsWith("[step-private]"))
        .noneSatisfy(p -> assertThat(p).endsWith("[dead-end]"));
  }

  static final class Asks extends Workflow {
    @Step
    InputRequiredEvent ask(Go go) {
      return InputRequiredEvent.of(Map.of());
    }

    @Step
    StopEvent hear(HumanResponseEvent answer) {
      return StopEvent.of(1);
    }
  }

  @Test
  void anExplicitCheckAlwaysChecksTheGraph() {
    assertThat(
            catchThrowableOfType(
                    WorkflowDefinitionException.class, () -> Validation.check(new Unconsumed()))
                .problems())
        .isNotEmpty();
    assertThat(Validation.check(new Mutable())).isFalse();
  }

  @Test
  void aWorkflowThatAsksHumansIsKnown() {
    assertThat(Validation.check(new Asks())).isTrue();
  }
}
