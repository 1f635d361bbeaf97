package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.chaos.Takeovers.Death;

class TakeoversTest {
  private static Execution ran(int number, int step, long pid, long atMillis) {
    return new Execution(number, step, "m", "-", pid, atMillis);
  }

  @Test
  void aRunOfAKilledProcessIsMeasuredUntilItsNextStepRunsAnywhere() {
    List<Execution> executions =
        List.of(
            ran(1, 1, 10, 100),
            ran(1, 2, 20, 4_100),
            ran(1, 3, 20, 4_200), // taken over
            ran(2, 1, 20, 100),
            ran(2, 2, 20, 200), // in other hands
            ran(3, 3, 10, 50)); // over before
    assertThat(Takeovers.of(List.of(new Death(10, 150)), executions).millis())
        .containsExactly(3_950L);
  }

  @Test
  void nothingIsMeasuredWhereNobodyDied() {
    assertThat(Takeovers.of(List.of(), List.of(ran(1, 1, 10, 100))))
        .hasToString("no run was in the hands of a killed process");
  }
}
