package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowBuilder;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.StateDescription;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** What other versions are told about the states of a program. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class DescribedStatesTest {

  static final class Shop extends Workflow {
    record Go() implements StartEvent {}

    record Note(String text) implements Event {}

    sealed interface Payment {}

    @EventName(value = "Plastic", aliases = "Card")
    record Plastic(String number) implements Payment {}

    @StateName(
        value = "Total",
        aliases = {"Tally", "Count"})
    record Total(long orders, @Nullable Payment last) {}

    record Basket(List<String> items) {}

    record NotData(Thread thread) {}

    enum Color {
      RED
    }

    @Step
    StopEvent buy(Context ctx, Go go) {
      ctx.state(Basket.class).set(new Basket(List.of("pen")));
      return StopEvent.of(1);
    }
  }

  private static WorkflowProgram load(Workflow workflow) {
    ProgramOptions options = ProgramOptions.of("svc", Env.empty(), ManualClock.create());
    return WorkflowProgram.load(env -> workflow, options);
  }

  private static StateDescription named(WorkflowProgram program, String name) {
    return program.states().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aDeclaredStateIsDescribedWithItsNamesItsHashAndWhatItsJsonLooksLike() throws Exception {
    assertThat(named(load(new Shop()), "Total"))
        .isEqualTo(
            new StateDescription(
                "Total",
                List.of("Tally", "Count"),
                Shape.hash(new Codecs().of(Shop.Total.class)),
                "{\"last\":one(\"Plastic\"|\"Card\"{\"number\":string,},)?,\"orders\":long,}",
                true));
  }

  @Test
  void earlierNamesOfLeavesAreNoPartOfTheHash() throws Exception {
    Codec codec = new Codecs().of(Shop.Total.class);

    assertThat(Shape.hash(codec)).isEqualTo(Fingerprint.hash(Shape.text(codec), 12));
    assertThat(Shape.text(codec)).isEqualTo(Shape.described(codec).replace("|\"Card\"", ""));
  }

  @Test
  void whatIsNestedAndCouldBeAStateIsTold() {
    assertThat(load(new Shop()).states())
        .extracting(StateDescription::name, StateDescription::certain)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("Basket", false),
            org.assertj.core.groups.Tuple.tuple("Payment", false),
            org.assertj.core.groups.Tuple.tuple("Plastic", false),
            org.assertj.core.groups.Tuple.tuple("Total", true));
  }

  @Test
  void aStateIsCertainOnceARunHasUsedIt() {
    WorkflowProgram program = load(new Shop());
    assertThat(named(program, "Basket").certain()).isFalse();

    program
        .start(new RunRequest("r", "{}".getBytes(UTF_8), Map.of()), new ProgramTest.RecordingLog())
        .ended()
        .toCompletableFuture()
        .join();

    assertThat(named(program, "Basket").certain()).isTrue();
    assertThat(program.states()).hasSize(4).isSameAs(program.states());
  }

  @Test
  void ofABuiltWorkflowOnlyWhatRunsUseIsKnown() {
    Workflow built =
        WorkflowBuilder.named("Built")
            .step("go", Shop.Go.class, StopEvent.class, (ctx, go) -> StopEvent.of(1))
            .build();

    assertThat(load(built).states()).isEmpty();
  }
}
