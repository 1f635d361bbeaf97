package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.chaos.Takeovers.Death;

/** Task 1 is in the hands of process 10, which is killed at 10,000. */
class TakeoversTest {
  private static final Death DEATH = new Death("runtime-1", 10, 10_000);

  private static Execution ran(int step, String mark, String from, long pid, long atMillis) {
    return new Execution(1, step, mark, from, pid, atMillis);
  }

  private static Takeovers of(List<Trouble> troubles, Execution... executions) {
    return Takeovers.of(List.of(DEATH), troubles, List.of(executions), Set.of());
  }

  private static void assertIsNone(Takeovers takeovers) {
    assertThat(takeovers.alone().millis()).isEmpty();
    assertThat(takeovers.among().millis()).isEmpty();
  }

  @Test
  void aStepThatWasInterruptedIsMeasuredUntilItRunsAgain() {
    Takeovers takeovers =
        of(
            List.of(),
            ran(1, "a", "-", 10, 9_900),
            ran(2, "b", "a", 10, 9_990),
            ran(2, "b2", "a", 20, 13_950),
            ran(3, "c", "b2", 20, 14_000));
    assertThat(takeovers.alone().millis()).containsExactly(3_950L);
    assertThat(takeovers.among().millis()).isEmpty();
  }

  @Test
  void aStepThatWasToFollowIsMeasuredUntilItRuns() {
    Takeovers takeovers = of(List.of(), ran(2, "b", "a", 10, 9_900), ran(3, "c", "b", 20, 13_000));
    assertThat(takeovers.alone().millis()).containsExactly(3_000L);
  }

  @Test
  void betweenTheFirstAndTheSecondStepOnlyTasksCountThatDoNotWait() {
    Execution first = ran(1, "a", "-", 10, 9_900);
    Execution second = ran(2, "b", "a", 20, 13_000);
    assertThat(of(List.of(), first, second).alone().millis()).containsExactly(3_000L);
    assertIsNone(Takeovers.of(List.of(DEATH), List.of(), List.of(first, second), Set.of(1)));
  }

  @Test
  void aTaskThatWaitsCountsWhereItsFirstStepWasInterrupted() {
    Execution first = ran(1, "a", "-", 10, 9_900);
    Execution again = ran(1, "a2", "-", 20, 13_000);
    assertThat(
            Takeovers.of(List.of(DEATH), List.of(), List.of(first, again), Set.of(1))
                .alone()
                .millis())
        .containsExactly(3_000L);
  }

  @Test
  void aRunThatIsRetriedLaterWasInNoHand() {
    assertIsNone(of(List.of(), ran(3, "c", "b", 10, 9_900), ran(1, "a2", "-", 20, 13_000)));
  }

  @Test
  void aRunOfAnotherProcessIsNotMeasured() {
    assertIsNone(of(List.of(), ran(2, "b", "a", 20, 9_900), ran(3, "c", "b", 20, 10_010)));
  }

  @Test
  void aRunThatIsOverOrNeverGoesOnIsNotMeasured() {
    assertIsNone(of(List.of(), ran(3, "c", "b", 10, 9_900)));
  }

  @Test
  void anExecutionLongBeforeTheKillSaysNothing() {
    assertIsNone(of(List.of(), ran(2, "b", "a", 10, 8_000), ran(2, "b2", "a", 20, 13_000)));
  }

  @Test
  void troubleUntilTheRunGoesOnIsCountedApart() {
    Trouble redis = new Trouble(Fault.REDIS, Trouble.NO_PROCESS, 12_000, 12_500);
    Takeovers takeovers =
        of(List.of(redis), ran(2, "b", "a", 10, 9_900), ran(2, "b2", "a", 20, 18_000));
    assertThat(takeovers.alone().millis()).isEmpty();
    assertThat(takeovers.among().millis()).containsExactly(8_000L);
  }

  @Test
  void troubleIsFeltForAWhileAfterItIsOver() {
    Execution last = ran(2, "b", "a", 10, 9_900);
    Execution next = ran(2, "b2", "a", 20, 13_000);
    Trouble felt = new Trouble("runtime-2", 20, 3_000, 4_900);
    Trouble past = new Trouble("runtime-2", 20, 3_000, 4_899);
    Trouble later = new Trouble("runtime-2", 20, 13_001, 14_000);
    assertThat(of(List.of(felt), last, next).among().millis()).containsExactly(3_000L);
    assertThat(of(List.of(past, later), last, next).alone().millis()).containsExactly(3_000L);
  }

  @Test
  void theKilledProcessItselfIsNoOtherTrouble() {
    Trouble own = new Trouble("runtime-1", Trouble.NO_PROCESS, 10_000, Long.MAX_VALUE);
    assertThat(
            of(List.of(own), ran(2, "b", "a", 10, 9_900), ran(2, "b2", "a", 20, 13_000))
                .alone()
                .millis())
        .containsExactly(3_000L);
  }

  @Test
  void whereNobodyDiedThereIsNoRun() {
    Takeovers none =
        Takeovers.of(List.of(), List.of(), List.of(ran(1, "a", "-", 10, 100)), Set.of());
    assertThat(none.alone()).hasToString("no run");
  }
}
