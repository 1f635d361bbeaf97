package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.chaos.Stay.Leave;

/** Task 1 is acknowledged during a stay that is told to be over at 10,000. */
class StayRulesTest {
  private static final long GONE = 10_000;

  private final List<Execution> executions = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();

  private void ranAt(long atMillis, int step) {
    executions.add(new Execution(1, step, "mark" + step, "-", 7, atMillis));
  }

  private List<Kind> found(Leave how, @Nullable Long goneMillis) {
    Stay stay = new Stay(1, how, List.of(new Stay.Task(1, 0)), goneMillis);
    return StayRules.check(List.of(stay), executions, troubles).stream()
        .map(Finding::kind)
        .toList();
  }

  @Test
  void aTaskThatCameToItsLastStepBeforeItsDeploymentWentIsNoFinding() {
    ranAt(100, 1);
    ranAt(200, 2);
    ranAt(300, 3);
    assertThat(found(Leave.DRAIN, GONE)).isEmpty();
  }

  @Test
  void aTaskWhoseDeploymentWentInPeaceBeforeItsLastStepIsLost() {
    ranAt(100, 1);
    ranAt(200, 2);
    assertThat(found(Leave.DRAIN, GONE)).containsExactly(Kind.LOST);
  }

  @Test
  void aTaskWhoseDeploymentWentAtOnceMayHaveComeToNothing() {
    ranAt(100, 1);
    assertThat(found(Leave.NOW, GONE)).isEmpty();
  }

  @Test
  void aStepThatBeginsLongAfterItsDeploymentWentIsFound() {
    ranAt(GONE + 2_001, 1);
    assertThat(found(Leave.NOW, GONE)).containsExactly(Kind.AFTERWARDS);
  }

  @Test
  void aProcessThatWasCutOffWhenItsDeploymentWentMayFinishLate() {
    ranAt(GONE + 2_001, 1);
    troubles.add(new Trouble("runtime-1", 7, GONE, GONE + 100));
    assertThat(found(Leave.NOW, GONE)).isEmpty();
  }

  @Test
  void aDeploymentThatNeverGoesIsStuck() {
    assertThat(found(Leave.DRAIN, null)).containsExactly(Kind.STUCK);
  }
}
