package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NextTickTest {

  @ParameterizedTest
  @EnumSource
  void everyJournalIsFolded(ExampleFlow flow) {
    List<Tick> journal = ExampleRuns.journal(flow);

    assertThat(flow.reducer().fold(journal).ended()).isTrue();
  }

  /** A tick that only repeats or comes too early is never taken for one that does nothing. */
  @ParameterizedTest
  @EnumSource
  void noTickOfAStepMayComeTwice(ExampleFlow flow) {
    List<Tick> journal = ExampleRuns.journal(flow);
    for (int i = 1; i < journal.size(); i++) {
      List<Tick> twice = new ArrayList<>(journal.subList(0, i + 1));
      twice.add(journal.get(i));
      if (isOfStep(journal.get(i))) {
        int at = i + 1;
        assertThatThrownBy(() -> flow.reducer().fold(twice))
            .isInstanceOfSatisfying(
                MisplacedTickException.class, e -> assertThat(e.index()).isEqualTo(at));
      }
    }
  }

  private static boolean isOfStep(Tick tick) {
    return switch (tick) {
      case Tick.InChild t -> isOfStep(t.tick());
      case Tick.StepCompleted t -> true;
      case Tick.StepFailed t -> true;
      case Tick.StepSuspended t -> true;
      default -> false;
    };
  }

  @Test
  void aTickOfAnotherAttemptThanTheRunningOneIsRefused() {
    Tick start = ExampleRuns.journal(ExampleFlow.CHAIN).getFirst();
    Tick later = new Tick.StepCompleted(ExampleFlow.start(), 1, 7, List.of(), false, Map.of());

    assertThatThrownBy(() -> ExampleFlow.CHAIN.reducer().fold(List.of(start, later)))
        .hasMessage(
            "expected a tick of what runs then, work 1 (step one, attempt 1), found the end of attempt 7 of work 1");
  }
}
