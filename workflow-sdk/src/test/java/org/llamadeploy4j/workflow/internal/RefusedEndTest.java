package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Runs whose end is refused because of an event that came in between. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class RefusedEndTest {

  static final class Brief extends Workflow {
    record Answer(String word) implements HumanResponseEvent {}

    @Step(waits = Answer.class)
    StopEvent say(StartEvent in) {
      return StopEvent.of("done");
    }
  }

  /**
   * A log whose inbox has an event that its host has handed over just before the run's end, so that
   * it is in the driver's mail and no answer brings it again.
   */
  private static final class HandedOver implements RunLog {
    private static final int TOO_OFTEN = 100;
    private static final ExternalEvent EVENT =
        new ExternalEvent("e1", "Answer", "{\"word\":\"late\"}".getBytes(UTF_8));

    final CompletableFuture<RunHandle> driver = new CompletableFuture<>();
    final List<String> ends = new ArrayList<>();

    @Override
    public CommitResult commit(Commit commit) {
      if (commit.outcome() == null || commit.inboxTaken() == 1) {
        return CommitResult.Committed.nothingNew();
      }
      if (ends.isEmpty()) {
        driver.join().deliver(List.of(EVENT));
      }
      ends.add("refused");
      if (ends.size() > TOO_OFTEN) {
        throw new IllegalStateException("the end is tried without a look into the mail");
      }
      return new CommitResult.InboxChanged(List.of());
    }

    @Override
    public void publish(PublishedEvent event) {}

    @Override
    public boolean mayRun() {
      return true;
    }
  }

  @Test
  void anEventThatIsInTheMailAlreadyIsTakenAndTheRunEnds() {
    WorkflowProgram program =
        WorkflowProgram.load(
            env -> new Brief(), ProgramOptions.of("svc", Env.empty(), ManualClock.create()));
    HandedOver log = new HandedOver();

    RunHandle run = program.start(new RunRequest("run-1", new byte[0], Map.of()), log);
    log.driver.complete(run);

    assertThat(run.ended().toCompletableFuture().join()).isInstanceOf(RunEnd.Finished.class);
    // What comes while an end is on its way is taken when that is refused, here the second time.
    assertThat(log.ends).hasSizeLessThanOrEqualTo(2);
    program.close();
  }
}
