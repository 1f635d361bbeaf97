package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A workflow of one step that does what a test says, and ends with what that gives. */
final class ScriptedFlow extends Workflow {

  record Go() implements StartEvent {}

  private final Function<Context, @Nullable Object> script;

  ScriptedFlow(Function<Context, @Nullable Object> script) {
    this.script = script;
  }

  static @Nullable Object result(Function<Context, @Nullable Object> script)
      throws InterruptedException {
    return new ScriptedFlow(script).run(new Go()).result();
  }

  static InProcessRunner runner(Function<Context, @Nullable Object> script) {
    return InProcessRunner.of(new ScriptedFlow(script));
  }

  /** Asserts that the state refuses what this does, with a message that has this in it. */
  static void refusedByState(Function<Context, @Nullable Object> misuse, String message) {
    Handler run = runner(misuse).run(new Go());
    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class,
            e -> assertThat(e.type()).isEqualTo(StateException.class.getName()))
        .hasMessageContaining(message);
  }

  @Step
  StopEvent go(Context ctx, Go go) {
    return StopEvent.of(script.apply(ctx));
  }
}
