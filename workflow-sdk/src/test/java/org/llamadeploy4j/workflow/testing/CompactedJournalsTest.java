package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Replay;
import org.llamadeploy4j.workflow.graph.Execution;
import org.llamadeploy4j.workflow.graph.ExecutionFact;
import org.llamadeploy4j.workflow.internal.ShortJournals;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/** Runs of the examples go on from journals of which a snapshot stands for the first ticks. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CompactedJournalsTest {

  private static List<byte[]> compacted(Example example, List<byte[]> journal, int ticks) {
    return ShortJournals.compacted(example.workflow.get(), journal, ticks);
  }

  /**
   * A snapshot does not have the questions that were asked, so none is answered by its question.
   */
  static WorkflowTest test(Example example) {
    return example == Example.FAMILY
        ? WorkflowTest.of(example.workflow).answer(new ExampleWorkflows.Approval.Answer("yes"))
        : example.test();
  }

  private static void assertGoesOn(Example example, List<byte[]> journal, String name) {
    TestRun resumed = test(example).seed(1).resume(example.start, journal);
    assertThat(resumed.result()).as(name).isEqualTo(example.result);
    assertThat(resumed.view().states()).as(name).containsAllEntriesOf(example.states());
  }

  /** The crash is at once after the snapshot was written, and some ticks later. */
  @ParameterizedTest
  @EnumSource
  void everyRunGoesOnFromASnapshotAtEveryPointToTheSameResult(Example example) {
    List<byte[]> journal = example.test().seed(1).run(example.start).journal();
    for (int ticks = 1; ticks < journal.size(); ticks++) {
      List<byte[]> prefix = journal.subList(0, ticks);
      assertGoesOn(example, compacted(example, prefix, ticks), "at " + ticks);
      int half = (ticks + 1) / 2;
      assertGoesOn(example, compacted(example, prefix, half), "at %d of %d".formatted(half, ticks));
    }
  }

  /** With all that ran when it was taken, in children too. */
  @ParameterizedTest
  @EnumSource
  void theRunIsDrawnFromEverySnapshotOn(Example example) {
    List<byte[]> journal = example.test().seed(1).run(example.start).journal();
    WorkflowProgram program =
        WorkflowProgram.load(
            env -> example.workflow.get(),
            ProgramOptions.of("drawn", Env.empty(), ManualClock.create()));
    List<String> whole = ended(Execution.of(program, journal));
    int fewest = whole.size();
    for (int ticks = 1; ticks < journal.size(); ticks++) {
      Execution drawn = Execution.of(program, compacted(example, journal, ticks));
      List<String> left = ended(drawn);
      assertThat(drawn.outcome().kind()).isEqualTo(ExecutionFact.Outcome.Kind.COMPLETED);
      assertThat(whole).as("at %d", ticks).containsAll(left);
      assertThat(whole.size() - left.size())
          .as("ends that are missing from %d on: %s of %s", ticks, left, whole)
          .isLessThanOrEqualTo(ticks);
      fewest = Math.min(fewest, left.size());
    }
    assertThat(fewest).isEqualTo(1);
    program.close();
  }

  /** Steps with how they ended, those that only wait left out: they go on. */
  private static List<String> ended(Execution execution) {
    List<String> ended = new ArrayList<>();
    for (Execution.Attempt attempt : execution.attempts()) {
      attempt.children().forEach(child -> ended.addAll(ended(child)));
      if (!(attempt.ending() instanceof ExecutionFact.Ending.Waiting)) {
        ended.add(attempt.step() + " " + attempt.ordinal() + " " + attempt.ending());
      }
    }
    return ended;
  }

  @ParameterizedTest
  @EnumSource
  void everySnapshotShowsTheRunAsItsTicksDo(Example example) {
    List<byte[]> journal = example.test().seed(1).run(example.start).journal();
    Replay whole = Replay.of(example.workflow.get(), journal);
    for (int ticks = 1; ticks < journal.size(); ticks++) {
      List<byte[]> shorter = compacted(example, journal, ticks);
      Replay replay = Replay.of(example.workflow.get(), shorter);
      assertThat(replay.first()).isEqualTo(ticks);
      assertThat(replay.length()).isEqualTo(whole.length());
      for (int at = ticks; at <= journal.size(); at++) {
        assertThat(replay.at(at)).as("%d from %d", at, ticks).isEqualTo(whole.at(at));
        if (at > ticks) {
          assertThat(replay.tick(at)).isEqualTo(whole.tick(at));
        }
      }
      assertThat(replay.schemaChanges()).isEmpty();
      List<byte[]> again = compacted(example, shorter, Math.min(ticks + 1, journal.size() - 1));
      assertThat(Replay.of(example.workflow.get(), again).last()).isEqualTo(whole.last());
    }
  }
}
