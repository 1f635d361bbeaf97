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
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** A journal is replayed, and gone on with, only if it is one. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class ReplayTest {

  static final class Two extends Workflow {
    record Ask() implements StartEvent {}

    record Next() implements Event {}

    @Step
    Next first(Ask ask) {
      return new Next();
    }

    @Step
    StopEvent second(Next next) {
      return StopEvent.of("two");
    }
  }

  static final class Foreign extends Workflow {
    record Begin() implements StartEvent {}

    @Step
    StopEvent only(Begin begin) {
      return StopEvent.of("one");
    }
  }

  static final class WithChild extends Workflow {
    record Ask() implements StartEvent {}

    @Step(children = Kid.class)
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(ctx.child("kid", Kid.class, new Kid.Begin(), String.class));
    }
  }

  public static final class Kid extends Workflow {
    public record Begin() implements StartEvent {}

    record Next() implements Event {}

    @Step
    Next first(Begin begin) {
      return new Next();
    }

    @Step
    StopEvent second(Next next) {
      return StopEvent.of("kid");
    }
  }

  private final List<byte[]> two = WorkflowTest.of(Two::new).run(new Two.Ask()).journal();

  private static void refused(Workflow workflow, List<byte[]> journal, String problem) {
    assertThatThrownBy(() -> Replay.of(workflow, journal))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aWholeJournalAndEveryBeginningOfItIsReplayed() {
    assertThat(two).hasSize(3);
    for (int length = 0; length <= two.size(); length++) {
      assertThat(Replay.of(new Two(), two.subList(0, length)).length()).isEqualTo(length);
    }
  }

  @Test
  void aTickThatIsNotThereIsToldWithHowManyThereAre() {
    Replay none = Replay.of(new ExampleOf(), List.of());

    assertThat(none.at(0).phase()).isEqualTo(RunView.Phase.NEW);
    assertThatThrownBy(() -> none.at(3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("there is no run after 3 ticks; the journal has 0");
    assertThatThrownBy(() -> none.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> none.tick(0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("there is no tick 0; the journal has 0, counted from 1");
  }

  static final class ExampleOf extends Workflow {
    @Step
    StopEvent end(StartEvent start) {
      return StopEvent.of(1);
    }
  }

  @Test
  void aReversedJournalIsRefusedAtItsFirstTick() {
    refused(
        new Two(),
        two.reversed(),
        "tick 1 of its journal: expected the begin of the run, found the end of attempt 1 of work 2");
  }

  @Test
  void aJournalWithoutItsBeginIsRefused() {
    refused(
        new Two(),
        two.subList(1, 3),
        "tick 1 of its journal: expected the begin of the run, found the end of attempt 1 of work 1");
  }

  @Test
  void aJournalThatHasTheSameTwiceIsRefusedWhereItBeginsAgain() {
    List<byte[]> doubled = new ArrayList<>(two);
    doubled.addAll(two);

    refused(
        new Two(),
        doubled,
        "tick 4 of its journal: expected nothing more, since the run has ended, found the begin of the run");
  }

  @Test
  void aRunThatBeginsTwiceIsRefused() {
    refused(
        new Two(),
        List.of(two.get(0), two.get(0)),
        "tick 2 of its journal: expected no second begin of the run, found the begin of the run");
  }

  @Test
  void aTickThatIsThereTwiceIsRefusedWithWhatRunsThen() {
    refused(
        new Two(),
        List.of(two.get(0), two.get(1), two.get(1), two.get(2)),
        "tick 3 of its journal: expected a tick of what runs then, work 2 (step second, attempt 1), found the end of attempt 1 of work 1");
  }

  @Test
  void theJournalOfAnotherWorkflowIsRefusedByItsFirstEvent() {
    refused(
        new Foreign(),
        two,
        "tick 1 of its journal: expected an event that begins a run of Foreign, found Ask, which no step takes");
  }

  @Test
  void aTickOfAChildThatDoesNotRunIsRefused() {
    List<byte[]> journal = WorkflowTest.of(WithChild::new).run(new WithChild.Ask()).journal();
    List<byte[]> gap = new ArrayList<>(journal);
    gap.remove(1);
    refused(
        new WithChild(),
        gap,
        "tick 2 of its journal: expected a tick of what runs then, work 1 (step run, attempt 1), found something in the child that work 1 waits for");

    List<byte[]> twice = new ArrayList<>(journal);
    twice.add(2, journal.get(2));
    refused(
        new WithChild(),
        twice,
        "tick 4 of its journal: in the child kid: expected a tick of what runs then, work 2 (step second, attempt 1), found the end of attempt 1 of work 1");
  }

  private static RunLog nothingIsWritten() {
    return new RunLog() {
      @Override
      public CommitResult commit(Commit commit) {
        throw new AssertionError("the run went on");
      }

      @Override
      public void publish(PublishedEvent event) {
        throw new AssertionError("the run went on");
      }

      @Override
      public boolean mayRun() {
        return true;
      }
    };
  }

  @Test
  void aRuntimeRefusesSuchAJournalBeforeAnythingRuns() {
    WorkflowProgram program =
        WorkflowProgram.load(
            env -> new Two(), ProgramOptions.of("two", Env.empty(), ManualClock.create()));
    RunRequest request = new RunRequest("r7", "{}".getBytes(UTF_8), Map.of());

    assertThatThrownBy(() -> program.resume(request, two.subList(1, 2), nothingIsWritten()))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "run r7, tick 1 of its journal: expected the begin of the run, found the end of attempt 1 of work 1");
  }
}
