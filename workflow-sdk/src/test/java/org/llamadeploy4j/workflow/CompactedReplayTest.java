package org.llamadeploy4j.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.internal.ShortJournals;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** Journals that begin with a snapshot are replayed, and read by later versions of a workflow. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class CompactedReplayTest {

  static final class First extends Workflow {
    record Ask() implements StartEvent {}

    record Old(String text) implements Event {}

    record Notes(int count) {}

    @Step
    Old begin(Context ctx, Ask ask) {
      ctx.state(Notes.class).update(n -> new Notes(n.count() + 1));
      return new Old("x");
    }

    @Step
    StopEvent second(Context ctx, Old old) {
      return StopEvent.of(old.text() + ctx.state(Notes.class).get().count());
    }
  }

  /** All its names are others. */
  static final class Renamed extends Workflow {
    record Ask() implements StartEvent {}

    @EventName(value = "Fresh", aliases = "Old")
    record Fresh(String text) implements Event {}

    @StateName(value = "Remarks", aliases = "Notes")
    record Remarks(int count) {}

    @Step
    Fresh begin(Ask ask) {
      return new Fresh("y");
    }

    @Step(aliases = "second")
    StopEvent last(Context ctx, Fresh fresh) {
      return StopEvent.of(fresh.text() + ctx.state(Remarks.class).get().count());
    }
  }

  /** Its second step has another name, of which nothing is said. */
  static final class Forgetful extends Workflow {
    record Ask() implements StartEvent {}

    record Old(String text) implements Event {}

    @Step
    Old begin(Ask ask) {
      return new Old("y");
    }

    @Step
    StopEvent last(Old old) {
      return StopEvent.of(old.text());
    }
  }

  /** Its event needs more. */
  static final class Wider extends Workflow {
    record Ask() implements StartEvent {}

    record Old(String text, int more) implements Event {}

    @Step
    Old begin(Ask ask) {
      return new Old("y", 1);
    }

    @Step
    StopEvent second(Old old) {
      return StopEvent.of(old.text() + old.more());
    }
  }

  private final List<byte[]> whole = WorkflowTest.of(First::new).run(new First.Ask()).journal();
  private final List<byte[]> second = ShortJournals.compacted(new First(), whole, 2);

  /** Its second step is running. */
  private final List<byte[]> running = second.subList(0, 1);

  @Test
  void aReplaySaysHowFarBackItReachesAndWhy() {
    Replay replay = Replay.of(new First(), second);

    assertThat(replay.first()).isEqualTo(2);
    assertThat(replay.length()).isEqualTo(3);
    assertThat(replay.at(2).work("second")).hasSize(1);
    assertThat(replay.last().end()).contains("x1");
    assertThatThrownBy(() -> replay.at(1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "the run after 1 ticks cannot be shown any more: the journal was compacted and reaches back to the run after 2 ticks; deploy with journal: whole to keep all of a run");
    assertThatThrownBy(() -> replay.at(0)).hasMessageContaining("was compacted");
    assertThatThrownBy(() -> replay.at(4))
        .hasMessage("there is no run after 4 ticks; the journal has 3");
  }

  @Test
  void theTicksAfterASnapshotKeepTheirNumbers() {
    Replay replay = Replay.of(new First(), second);

    assertThat(replay.tick(3)).isEqualTo(Replay.of(new First(), whole).tick(3));
    assertThatThrownBy(() -> replay.tick(2)).hasMessageContaining("was compacted");
    assertThatThrownBy(() -> replay.tick(4))
        .hasMessage("there is no tick 4; the journal has 3, counted from 1");
  }

  @Test
  void aWholeJournalReachesBackToItsBegin() {
    Replay replay = Replay.of(new First(), whole);

    assertThat(replay.first()).isZero();
    assertThat(replay.at(0).phase()).isEqualTo(RunView.Phase.NEW);
  }

  @Test
  void aSnapshotIsReadWithTodaysNamesAndTheRunGoesOn() throws Exception {
    RunView view = Replay.of(new Renamed(), running).last();

    assertThat(view.work("last")).hasSize(1);
    assertThat(view.states()).containsOnlyKeys("Remarks");
    assertThat(result(new Renamed(), running)).isEqualTo("\"x1\"");
  }

  @Test
  void aSnapshotThatNeedsWhatTheWorkflowDoesNotHaveIsRefusedByName() {
    assertThatThrownBy(() -> Replay.of(new Forgetful(), running))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "run replay, tick 2 of its journal: expected a run of Forgetful, found one that needs the step 'second', which it does not have; what was renamed needs its old name as an alias");
    assertThatThrownBy(() -> result(new Forgetful(), running))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("the step 'second'");
  }

  @Test
  void whatASnapshotHoldsInAnotherSchemaIsToldAndRefusedWhereItCannotBeRead() {
    Replay replay = Replay.of(new Wider(), running);

    assertThat(replay.schemaChanges()).extracting(SchemaChange::name).containsExactly("Old");
    assertThat(replay.last().schemaChanges()).hasSize(1);
    assertThatThrownBy(() -> result(new Wider(), running))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("cannot go on with this version of Wider")
        .hasMessageContaining("more");
  }

  private static String result(Workflow workflow, List<byte[]> journal) throws Exception {
    RunRequest request = new RunRequest("run-1", "{}".getBytes(UTF_8), Map.of());
    ProgramOptions options = ProgramOptions.of("svc", Env.empty(), ManualClock.create());
    try (WorkflowProgram program = WorkflowProgram.load(env -> workflow, options)) {
      RunHandle run = program.resume(request, journal, new Fenced(2));
      RunEnd end = run.ended().toCompletableFuture().get();
      RunOutcome outcome = ((RunEnd.Finished) end).outcome();
      return new String(((RunOutcome.Completed) outcome).resultJson(), UTF_8);
    }
  }

  /** A log that takes only what builds on all it has. */
  private static final class Fenced implements RunLog {
    private final List<byte[]> ticks = new ArrayList<>();
    private final int length;

    Fenced(int length) {
      this.length = length;
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
      if (commit.journalLengthBefore() != length + ticks.size()) {
        return new CommitResult.Fenced("length " + commit.journalLengthBefore());
      }
      ticks.addAll(commit.ticks());
      return CommitResult.Committed.nothingNew();
    }

    @Override
    public void publish(PublishedEvent event) {}

    @Override
    public boolean mayRun() {
      return true;
    }
  }
}
