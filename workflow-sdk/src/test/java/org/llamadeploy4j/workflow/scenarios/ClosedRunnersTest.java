package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** What runs in process make is made once, when it is needed, and closed. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ClosedRunnersTest {

  /** What was made and closed, in order. */
  private static final List<String> HAPPENED = new CopyOnWriteArrayList<>();

  record Pool(String name) implements AutoCloseable {
    Pool {
      HAPPENED.add("made " + name);
    }

    @Override
    public void close() {
      HAPPENED.add("closed " + name);
    }
  }

  /** Made by the runner, and of the child alone. */
  public record Bank(String name) implements AutoCloseable {
    @Override
    public void close() {
      HAPPENED.add("closed " + name);
    }
  }

  public static final class Child extends Workflow implements AutoCloseable {
    public record Begin() implements StartEvent {}

    private final String key;

    public Child(Env env) {
      this.key = env.get("KEY");
      HAPPENED.add("made child " + key);
    }

    @Provides
    Bank bank() {
      return new Bank("bank of " + key);
    }

    @Step
    StopEvent run(Begin begin, @Inject Bank bank) {
      return StopEvent.of(bank.name());
    }

    @Override
    public void close() {
      HAPPENED.add("closed child");
    }
  }

  static final class Parent extends Workflow implements AutoCloseable {
    record Ask(boolean waits) implements StartEvent {}

    @Provides
    Pool pool() {
      return new Pool("pool");
    }

    @Step(children = Child.class)
    StopEvent run(Context ctx, Ask ask, @Inject Pool pool) {
      if (ask.waits()) {
        ctx.waitForEvent(HumanResponseEvent.class);
      }
      return StopEvent.of(ctx.child("child", Child.class, new Child.Begin(), String.class));
    }

    @Override
    public void close() {
      HAPPENED.add("closed the parent");
    }
  }

  private static final Env ENV = Env.of(Map.of("KEY", "k"));

  @BeforeEach
  void forget() {
    HAPPENED.clear();
  }

  @Test
  void childrenAreMadeOnceWhenARunNeedsThemAndWithTheEnvironment() throws Exception {
    InProcessRunner runner = InProcessRunner.of(new Parent());
    assertThat(HAPPENED).isEmpty();
    InProcessRunner withEnv = runner.withEnv(ENV);
    assertThat(HAPPENED).isEmpty();

    assertThat(withEnv.run(new Parent.Ask(false)).result()).isEqualTo("bank of k");
    assertThat(withEnv.withJournal().run(new Parent.Ask(false)).result()).isEqualTo("bank of k");

    assertThat(HAPPENED).containsExactlyInAnyOrder("made child k", "made pool");
  }

  @Test
  void closingClosesResourcesAndChildrenOnceAndNotTheGivenWorkflow() throws Exception {
    InProcessRunner runner = InProcessRunner.of(new Parent()).withEnv(ENV);
    assertThat(runner.run(new Parent.Ask(false)).result()).isEqualTo("bank of k");
    HAPPENED.clear();

    runner.close();
    runner.close();

    assertThat(HAPPENED).containsExactly("closed pool", "closed bank of k", "closed child");
  }

  @Test
  void closingARunnerThatRanNothingMakesNothing() {
    InProcessRunner runner = InProcessRunner.of(new Parent()).withEnv(ENV);
    runner.close();

    assertThatThrownBy(() -> runner.run(new Parent.Ask(false)))
        .hasMessageContaining("its runner was closed");
    assertThat(HAPPENED).isEmpty();
  }

  @Test
  void closingCancelsWhatGoesOnAndNothingBeginsAfterwards() throws Exception {
    InProcessRunner runner = InProcessRunner.of(new Parent()).withEnv(ENV);
    Handler run = runner.run(new Parent.Ask(true));

    runner.close();

    assertThatThrownBy(run::result)
        .isInstanceOf(RunCancelledException.class)
        .hasMessageContaining("its runner was closed");
    assertThatThrownBy(() -> runner.run(new Parent.Ask(false)))
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("runner_closed"))
        .hasMessageContaining("its runner was closed; make another with InProcessRunner.of(…)");
  }

  @Test
  void aChildThatCannotBeMadeFailsTheRunThatNeedsItAndIsTriedAgain() {
    InProcessRunner runner = InProcessRunner.of(new Parent());

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> runner.run(new Parent.Ask(false)))
          .hasMessageContaining("could not be made")
          .hasMessageContaining("environment value 'KEY' is not set");
    }
  }

  @Test
  void theTestKitClosesWhatItsRunsMade() {
    assertThat(WorkflowTest.of(Parent::new).env(ENV).run(new Parent.Ask(false)).result())
        .isEqualTo("bank of k");

    assertThat(HAPPENED)
        .containsSubsequence("made child k", "closed pool", "closed bank of k", "closed child")
        .doesNotContain("closed the parent");
  }

  @Test
  void aResourceOfAChildIsReplacedInTestsAndNotClosed() {
    WorkflowTest test =
        WorkflowTest.of(Parent::new).env(ENV).resource(Bank.class, new Bank("test bank"));

    assertThat(test.run(new Parent.Ask(false)).result()).isEqualTo("test bank");
    assertThat(HAPPENED).contains("closed pool").doesNotContain("closed test bank");
  }

  @Test
  void aResourceOfAChildIsReplacedInARunnerAsWell() throws Exception {
    try (InProcessRunner runner =
        InProcessRunner.of(new Parent()).withEnv(ENV).withResource(Bank.class, new Bank("mine"))) {
      assertThat(runner.run(new Parent.Ask(false)).result()).isEqualTo("mine");
    }
  }

  @Test
  void aResourceThatNobodyInTheFamilyAsksForIsRefused() {
    assertThatThrownBy(() ->
            WorkflowTest.of(Parent::new)
                .env(ENV)
                .resource(CountDownLatch.class, new CountDownLatch(1))
                .run(new Parent.Ask(false)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("the workflow neither makes nor asks for one, nor does a child");
  }
}
