package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class OnceTest {

  /** Does what a test says, which may throw anything. */
  private static final class Script extends Workflow {
    record Go() implements StartEvent {}

    interface Body {
      @Nullable Object run(Context ctx) throws Exception;
    }

    private final Body body;

    Script(Body body) {
      this.body = body;
    }

    @Step
    StopEvent go(Context ctx, Go go) throws Exception {
      return StopEvent.of(body.run(ctx));
    }
  }

  private static @Nullable Object result(Script.Body body) throws InterruptedException {
    return new Script(body).run(new Script.Go()).result();
  }

  @Test
  void aNameThatIsUsedAgainInOneAttemptIsRefusedInsteadOfGivingTheFirstValue() {
    assertThatThrownBy(() ->
            result(ctx -> List.of(call(ctx, "charge", () -> 1), call(ctx, "charge", () -> 2))))
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step go has used the name 'charge' for once already in this attempt")
        .hasMessageContaining("give each block a name of its own, such as 'charge-2'");
  }

  private static Integer call(Context ctx, String name, Callable<Integer> block) throws Exception {
    Integer value = ctx.once(name, Integer.class, block);
    return value == null ? 0 : value;
  }

  @Test
  void aBlockThatFailedMayBeTriedAgainUnderItsName() throws Exception {
    AtomicInteger calls = new AtomicInteger();

    assertThat(
            result(ctx -> {
              try {
                call(
                    ctx,
                    "charge",
                    () -> {
                      calls.incrementAndGet();
                      throw new IOException("down");
                    });
              } catch (IOException e) {
                return call(ctx, "charge", calls::incrementAndGet);
              }
              return -1;
            }))
        .isEqualTo(2L);
  }

  @Test
  void eachAttemptMayUseANameAgainAndGetsWhatWasRecorded() {
    Script script =
        new Script(ctx -> {
          int first = call(ctx, "n", ctx::attempt);
          ctx.sleep(Duration.ofDays(1));
          return first;
        });

    assertThat(WorkflowTest.of(script).run(new Script.Go()).result()).isEqualTo(1L);
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void aBlockThatGivesAnotherClassThanItSaysIsRefusedInWords() {
    assertThatThrownBy(() -> result(ctx -> ctx.once("x", (Class) Integer.class, () -> "text")))
        .hasMessageContaining(
            "the block of once 'x' gave a java.lang.String, where it was declared to give a"
                + " java.lang.Integer");
  }
}
