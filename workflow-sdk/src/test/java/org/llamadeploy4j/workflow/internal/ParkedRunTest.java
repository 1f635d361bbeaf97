package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.Parking;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.RunStatus;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Runs whose host lets go of them while they wait. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ParkedRunTest {

  static final class Ask extends Workflow {
    @Step
    StopEvent ask(Context ctx, StartEvent in) {
      HumanResponseEvent answer =
          ctx.waitForEvent(
              HumanResponseEvent.class, WaitOptions.defaults().withTimeout(Duration.ofHours(1)));
      return StopEvent.of(answer.get("response", String.class));
    }
  }

  /** A log that can park. */
  private static class ParkingLog implements RunLog {
    final List<byte[]> journal = new ArrayList<>();
    final List<Parking> parked = new ArrayList<>();
    final List<CommitResult> answers = new ArrayList<>();
    final List<RunStatus> resumed = new ArrayList<>();

    @Override
    public synchronized CommitResult commit(Commit commit) {
      journal.addAll(commit.ticks());
      return CommitResult.Committed.nothingNew();
    }

    @Override
    public synchronized CommitResult park(Parking parking) {
      parked.add(parking);
      return answers.isEmpty() ? CommitResult.Committed.nothingNew() : answers.removeFirst();
    }

    @Override
    public synchronized void resumed(RunStatus status) {
      resumed.add(status);
    }

    @Override
    public void publish(PublishedEvent event) {}

    @Override
    public boolean mayRun() {
      return true;
    }

    synchronized int ticks() {
      return journal.size();
    }

    synchronized List<Parking> asked() {
      return List.copyOf(parked);
    }

    synchronized List<RunStatus> told() {
      return List.copyOf(resumed);
    }
  }

  private static final RunRequest REQUEST = new RunRequest("run-1", new byte[0], Map.of());

  private final ManualClock clock = ManualClock.create();
  private final Instant start = clock.instant();
  private final WorkflowProgram program =
      WorkflowProgram.load(env -> new Ask(), ProgramOptions.of("svc", Env.empty(), clock));
  private final ParkingLog log = new ParkingLog();

  private RunHandle waiting() {
    RunHandle run = program.start(REQUEST, log);
    Await.until(() -> log.ticks() == 2);
    return run;
  }

  private static RunEnd end(RunHandle run) {
    return run.ended().toCompletableFuture().join();
  }

  private static String result(RunHandle run) {
    RunOutcome outcome = ((RunEnd.Finished) end(run)).outcome();
    return new String(((RunOutcome.Completed) outcome).resultJson(), UTF_8);
  }

  private static ExternalEvent answer(String id) {
    return new ExternalEvent(id, "HumanResponseEvent", "{\"response\":\"yes\"}".getBytes(UTF_8));
  }

  @Test
  void aParkedRunHasNoTimerAndGoesOnFromItsJournal() {
    RunHandle first = waiting();
    first.park();

    assertThat(end(first)).isEqualTo(new RunEnd.Parked());
    assertThat(log.asked()).containsExactly(new Parking(2, start.plus(Duration.ofHours(1))));
    assertThat(clock.armed()).isZero();

    RunHandle second = program.resume(REQUEST, List.copyOf(log.journal), log);
    second.deliver(List.of(answer("e1")));
    assertThat(result(second)).isEqualTo("\"yes\"");
    assertThat(log.told()).containsExactly(RunStatus.WAITING);
  }

  @Test
  void aParkingThatIsRefusedHandsOverWhatCame() {
    log.answers.add(new CommitResult.InboxChanged(List.of(answer("e1"))));
    RunHandle run = waiting();
    run.park();

    assertThat(result(run)).isEqualTo("\"yes\"");
  }

  @Test
  void aParkingThatIsFencedEndsTheDriver() {
    log.answers.add(new CommitResult.Fenced("epoch 2"));
    RunHandle run = waiting();
    run.park();

    assertThat(end(run)).isEqualTo(new RunEnd.Fenced("epoch 2"));
  }

  @Test
  void aLogThatKeepsItsRunsParksNone() {
    RunLog keeping =
        new ParkingLog() {
          @Override
          public synchronized CommitResult park(Parking parking) {
            return keepsRuns(parking);
          }
        };
    RunHandle run = program.start(REQUEST, keeping);
    Await.until(() -> ((ParkingLog) keeping).ticks() == 2);
    run.park();
    run.deliver(List.of(answer("e1")));

    assertThat(result(run)).isEqualTo("\"yes\"");
  }

  private static CommitResult keepsRuns(Parking parking) {
    try {
      return new LocalLog(new EventBuffer(10), true).park(parking);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRunThatIsResumedWithAStepInFlightIsSaidToRun() {
    RunHandle first = waiting();
    first.abandon("moved");
    end(first);

    RunHandle second = program.resume(REQUEST, log.journal.subList(0, 1), log);
    Await.until(() -> !log.told().isEmpty());
    second.abandon("over");

    assertThat(log.told()).containsExactly(RunStatus.RUNNING);
  }
}
