package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llamadeploy4j.serviceruntime.CarrierCore.Load;

final class CarrierCoreTest {
  private static final Load IDLE = new Load(0, 0);
  private static final Load ALL_HELD = new Load(CarrierCore.MOST, 1);

  private final CarrierCore core = new CarrierCore(32);

  @Test
  void nothingChangesWhileProbesAreAnswered() {
    answer(1_000, IDLE);

    assertThat(core.carriers()).isEqualTo(32);
  }

  @Test
  void aLostProbeBringsCarriersForAllThatWaitAndSomeToSpare() {
    core.unanswered(new Load(32, 9));

    assertThat(core.carriers()).isEqualTo(32 + 9 + CarrierCore.SPARE);
  }

  @Test
  void aLostProbeBringsNoneWhileSomeAreFreeBecauseThenTheProcessorsAreBusy() {
    core.unanswered(new Load(10, 3));

    assertThat(core.carriers()).isEqualTo(32);
  }

  @Test
  void additionalCarriersGoAfterAWhileOfCalm() {
    core.unanswered(new Load(32, 4));
    answer(CarrierCore.CALM_PROBES, IDLE);
    assertThat(core.carriers()).isEqualTo(36);

    answer(10 * CarrierCore.CALM_PROBES, IDLE);

    assertThat(core.carriers()).isEqualTo(32);
  }

  @Test
  void carriersThatAreHeldDoNotGo() {
    core.unanswered(new Load(32, 8));
    int enough = core.carriers();

    answer(10 * CarrierCore.CALM_PROBES, new Load(40, 0));

    assertThat(core.carriers()).isEqualTo(enough);
  }

  @Test
  void whenAsManyAsThereCanBeAreHeldLostProbesInARowMeanThatOnlyARestartHelps() {
    lose(CarrierCore.LAST_PROBES - 1);
    assertThat(core.exhausted()).isFalse();
    answer(1, ALL_HELD);
    lose(CarrierCore.LAST_PROBES - 1);
    assertThat(core.exhausted()).isFalse();

    lose(1);

    assertThat(core.exhausted()).isTrue();
    assertThat(core.carriers()).isEqualTo(CarrierCore.MOST);
  }

  private void answer(int times, Load load) {
    for (int i = 0; i < times; i++) {
      core.answered(load);
    }
  }

  private void lose(int times) {
    for (int i = 0; i < times; i++) {
      core.unanswered(ALL_HELD);
    }
  }
}
