package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
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
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** What a log is given that wants snapshots. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SnapshotCommitsTest {

  static final class Asks extends Workflow {
    record Go() implements Event {}

    record Count(int value) {}

    @Step
    Go begin(Context ctx, StartEvent in) {
      ctx.state(Count.class).update(c -> new Count(c.value() + 1));
      return new Go();
    }

    @Step
    StopEvent ask(Context ctx, Go go) {
      String answer = ctx.waitForEvent(HumanResponseEvent.class).get("response", String.class);
      return StopEvent.of(answer + ctx.state(Count.class).get().value());
    }
  }

  /** A log that puts every snapshot in place of what it has. */
  private static final class ShortLog implements RunLog {
    private final List<byte[]> journal = new ArrayList<>(); // all guarded by this
    private final List<Commit> commits = new ArrayList<>();
    private final List<Parking> parkings = new ArrayList<>();
    private final List<Boolean> asked = new ArrayList<>();
    private int length;

    @Override
    public synchronized boolean wantsSnapshot(boolean parking) {
      asked.add(parking);
      return true;
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
      assertThat(commit.journalLengthBefore()).isEqualTo(length);
      commits.add(commit);
      shorten(commit.snapshot());
      journal.addAll(commit.ticks());
      length += commit.ticks().size();
      return CommitResult.Committed.nothingNew();
    }

    private void shorten(byte @Nullable [] snapshot) {
      if (snapshot != null) {
        journal.clear();
        journal.add(snapshot);
      }
    }

    @Override
    public synchronized CommitResult park(Parking parking) {
      assertThat(parking.journalLength()).isEqualTo(length);
      parkings.add(parking);
      shorten(parking.snapshot());
      return CommitResult.Committed.nothingNew();
    }

    @Override
    public void publish(PublishedEvent event) {}

    @Override
    public boolean mayRun() {
      return true;
    }

    synchronized int length() {
      return length;
    }

    synchronized List<byte[]> journal() {
      return List.copyOf(journal);
    }
  }

  private static final RunRequest REQUEST =
      new RunRequest("run-1", new byte[0], Map.of("Count", "{\"value\":6}".getBytes(UTF_8)));

  private final WorkflowProgram program =
      WorkflowProgram.load(
          env -> new Asks(), ProgramOptions.of("svc", Env.empty(), ManualClock.create()));
  private final ShortLog log = new ShortLog();

  private RunHandle parked() {
    RunHandle run = program.start(REQUEST, log);
    Await.until(() -> log.length() == 3);
    run.park();
    assertThat(run.ended().toCompletableFuture().join()).isEqualTo(new RunEnd.Parked());
    return run;
  }

  private String answered(RunHandle run) {
    byte[] json = "{\"response\":\"yes\"}".getBytes(UTF_8);
    run.deliver(List.of(new ExternalEvent("e1", "HumanResponseEvent", json)));
    RunEnd end = run.ended().toCompletableFuture().join();
    RunOutcome outcome = ((RunEnd.Finished) end).outcome();
    return new String(((RunOutcome.Completed) outcome).resultJson(), UTF_8);
  }

  @Test
  void theFirstCommitHasNothingToStandForAndTheLastNeedsNoSnapshot() {
    RunHandle run = program.start(REQUEST, log);
    Await.until(() -> log.length() == 3);

    assertThat(answered(run)).isEqualTo("\"yes7\"");
    assertThat(log.commits.getFirst().snapshot()).isNull();
    assertThat(log.commits.getLast().outcome()).isNotNull();
    assertThat(log.commits.getLast().snapshot()).isNull();
    assertThat(log.commits.subList(1, log.commits.size() - 1))
        .isNotEmpty()
        .allSatisfy(commit -> assertThat(commit.snapshot()).isNotNull());
    assertThat(log.asked).hasSize(log.commits.size() - 2).doesNotContain(true);
  }

  @Test
  void aParkedRunGoesOnFromItsSnapshotAlone() {
    parked();

    assertThat(log.journal()).hasSize(1);
    assertThat(log.asked).endsWith(true);
    assertThat(answered(program.resume(REQUEST, log.journal(), log))).isEqualTo("\"yes7\"");
  }

  @Test
  void theStatesThatTheRunBeganWithAreInItsSnapshot() {
    parked();

    Map<String, byte[]> begunWith = program.initialState("run-1", log.journal());
    assertThat(begunWith).containsOnlyKeys("Count");
    assertThat(begunWith.get("Count")).asString(UTF_8).isEqualTo("{\"value\":6}");
  }
}
