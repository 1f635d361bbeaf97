package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.StepEnd;
import org.llamadeploy4j.workflow.spi.StepRun;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** User code that throws around a run: while closing, in resources, in a listener. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class ThrowingCloseTest {

  public static final class Child extends Workflow implements AutoCloseable {
    record Go() implements StartEvent {}

    private final List<String> closed;

    public Child() {
      this.closed = Parent.CLOSED;
    }

    @Step
    StopEvent step(Go go) {
      return StopEvent.of("child");
    }

    @Override
    public void close() {
      closed.add("child");
      throw new StackOverflowError("closing the child");
    }
  }

  static final class Parent extends Workflow implements AutoCloseable {
    static final List<String> CLOSED = Collections.synchronizedList(new java.util.ArrayList<>());

    record Go() implements StartEvent {}

    @Step(children = Child.class)
    StopEvent step(Context ctx, Go go) {
      return StopEvent.of(ctx.child("child", Child.class, new Child.Go(), String.class));
    }

    @Override
    public void close() {
      CLOSED.add("parent");
      throw new AssertionError("closing the parent");
    }
  }

  @Test
  void aWorkflowThatThrowsAnErrorWhileClosingDoesNotKeepOthersFromClosing() {
    WorkflowProgram program =
        WorkflowProgram.load(
            env -> new Parent(), ProgramOptions.of("p", Env.empty(), ManualClock.create()));

    assertThatCode(program::close).doesNotThrowAnyException();
    assertThat(Parent.CLOSED).containsExactlyInAnyOrder("parent", "child");
  }

  static final class Resourceful extends Workflow {
    record Go() implements StartEvent {}

    static final class Tool implements AutoCloseable {
      final CountDownLatch closing;

      Tool(CountDownLatch closing) {
        this.closing = closing;
      }

      @Override
      public void close() {
        closing.countDown();
        throw new AssertionError("closing the tool");
      }
    }

    final CountDownLatch closing = new CountDownLatch(2);

    @Provides(scope = Provides.Scope.RUN)
    Tool tool() {
      return new Tool(closing);
    }

    @Step
    StopEvent step(Go go, @Inject Tool tool) {
      return StopEvent.of("used");
    }
  }

  @Test
  void aResourceThatThrowsWhileClosingChangesNoRun() throws Exception {
    Resourceful workflow = new Resourceful();

    assertThat(workflow.run().result()).isEqualTo("used");
    assertThat(workflow.run().result()).isEqualTo("used");
    workflow.closing.await();
  }

  static final class Plain extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent step(Go go) {
      return StopEvent.of("plain");
    }
  }

  @Test
  void aListenerThatThrowsFailsTheRunInsteadOfHangingIt() {
    ProgramListener listener =
        new ProgramListener() {
          @Override
          public void onStepEnded(StepRun step, StepEnd end) {
            throw new AssertionError("in the listener");
          }
        };
    Handler run = InProcessRunner.of(new Plain()).withListener(listener).run(new Plain.Go());

    assertThatThrownBy(run::result).hasMessageContaining("in the listener");
  }
}
