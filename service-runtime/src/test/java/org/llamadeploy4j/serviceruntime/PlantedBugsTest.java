package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamadeploy4j.messaging.TwinBug;

/** The simulation is worth as much as the mistakes that it finds. */
class PlantedBugsTest {
  /** Well below what every build plays. */
  private static final int SEEDS = 2_000;

  @ParameterizedTest
  @EnumSource
  void aMistakeInTheStoreIsFound(TwinBug bug) {
    found(bug, new SimBug(bug, null));
  }

  @ParameterizedTest
  @EnumSource
  void aMistakeInTheRuntimeIsFound(RuntimeBug bug) {
    found(bug, new SimBug(null, bug));
  }

  private static void found(Enum<?> name, SimBug bug) {
    SimRunner.Played last = SimRunner.untilBad(1, SEEDS, bug);
    assertThat(last.bad()).as("%s within %d seeds", name, SEEDS).isTrue();
    String finding = last.outcome().findings().getFirst();
    System.out.printf(
        Locale.ROOT,
        "planted %-26s found at seed %4d: %s%n",
        name,
        last.seed(),
        finding.substring(0, Math.min(100, finding.length())));
  }
}
