package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
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
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** What loading refuses, {@link Workflow#validate} refuses, in the same words. */
class ValidateTest {

  public record Go() implements StartEvent {}

  public record Lost() implements Event {}

  record Settings(int n) {}

  abstract static class Sound extends Workflow {
    @Step
    StopEvent end(Go go) {
      return StopEvent.of(1);
    }
  }

  public static final class BrokenChild extends Sound {
    @Step
    Lost lose(Go go) {
      return new Lost();
    }
  }

  public static final class ThrowingChild extends Sound {
    public ThrowingChild() {
      throw new IllegalStateException("no key");
    }
  }

  static final class ParentOfBroken extends Sound {
    @Step(children = BrokenChild.class)
    void more(Go go) {}
  }

  static final class ParentOfThrowing extends Sound {
    @Step(children = ThrowingChild.class)
    void more(Go go) {}
  }

  static final class WithoutFile extends Sound {
    @Step
    void read(Go go, @Inject @ConfigFile("nowhere.json") Settings settings) {}
  }

  static final class NoRuns extends Sound {
    @Override
    public OptionalInt concurrentRuns() {
      return OptionalInt.of(0);
    }
  }

  static final class NoTime extends Sound {
    @Override
    public Optional<Duration> timeLimit() {
      return Optional.of(Duration.ZERO);
    }
  }

  static final class NoWorkers extends Sound {
    @Step(workers = 0, timeout = "PT0S")
    void idle(Go go) {}
  }

  static final class BlankAlias extends Sound {
    @Step(aliases = " ")
    void idle(Go go) {}
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(new ParentOfBroken(), "step lose: gives out Lost, which no step takes"),
        Arguments.of(new ParentOfThrowing(), "ThrowingChild could not be made"),
        Arguments.of(new WithoutFile(), "nowhere.json: the file is neither"),
        Arguments.of(new NoRuns(), "concurrentRuns() is 0; it must be at least 1"),
        Arguments.of(new NoTime(), "timeLimit() is PT0S; it must be longer than nothing"),
        Arguments.of(new NoWorkers(), "step idle: has workers = 0; at least 1 is needed"),
        Arguments.of(
            new NoWorkers(), "step idle: has timeout = \"PT0S\"; it must be a positive ISO-8601"),
        Arguments.of(new BlankAlias(), "step idle: its alias ' ' is blank"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void whatLoadingRefusesValidateRefusesInTheSameWords(Workflow workflow, String problem) {
    List<String> validated = problems(workflow::validate);

    assertThat(validated).anySatisfy(p -> assertThat(p).contains(problem));
    assertThat(validated).isEqualTo(problems(() -> InProcessRunner.of(workflow).run(new Go())));
    assertThat(validated).isEqualTo(problems(() -> load(workflow)));
  }

  private static void load(Workflow workflow) {
    ProgramOptions options = ProgramOptions.of("s", Env.empty(), new ManualClock(Instant.EPOCH));
    WorkflowProgram.load(env -> workflow, options).close();
  }

  private static List<String> problems(ThrowingCallable check) {
    WorkflowDefinitionException refusal =
        catchThrowableOfType(WorkflowDefinitionException.class, check);
    return refusal == null ? List.of() : refusal.problems();
  }

  private static final ThreadLocal<Integer> CLOSED = ThreadLocal.withInitial(() -> 0);

  public static final class AskingChild extends Workflow implements AutoCloseable {
    @Step
    InputRequiredEvent ask(Go go) {
      return InputRequiredEvent.of(Map.of());
    }

    @Step
    StopEvent hear(HumanResponseEvent answer) {
      return StopEvent.of(1);
    }

    @Override
    public void close() {
      CLOSED.set(CLOSED.get() + 1);
    }
  }

  static final class Parent extends Sound implements AutoCloseable {
    @Step(children = AskingChild.class)
    void more(Go go) {}

    @Override
    public void close() {
      throw new IllegalStateException("it belongs to who made it");
    }
  }

  @Test
  void whatAChildAsksHumansItsParentAsks() {
    assertThat(new Parent().validate()).isTrue();
  }

  @Test
  void childrenMadeForACheckAreClosedAfterIt() {
    CLOSED.set(0);

    new Parent().validate();

    assertThat(CLOSED.get()).isEqualTo(1);
  }
}
