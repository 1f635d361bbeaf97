package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CarrierCoreTest {
  private final CarrierCore core = new CarrierCore(32);

  @Test
  void nothingChangesWhileProbesAreAnswered() {
    answer(1_000);

    assertThat(core.carriers()).isEqualTo(32);
  }

  @Test
  void aLostProbeBringsMoreCarriers() {
    core.unanswered();

    assertThat(core.carriers()).isEqualTo(32 + CarrierCore.STEP);
  }

  @Test
  void additionalCarriersGoAfterAWhileOfCalm() {
    core.unanswered();
    core.unanswered();
    answer(CarrierCore.CALM_PROBES);
    assertThat(core.carriers()).isEqualTo(32 + CarrierCore.STEP);

    answer(10 * CarrierCore.CALM_PROBES);

    assertThat(core.carriers()).isEqualTo(32);
  }

  @Test
  void atTheBoundManyLostProbesInARowMeanThatOnlyARestartHelps() {
    while (core.carriers() < CarrierCore.MOST) {
      core.unanswered();
    }
    lose(CarrierCore.LAST_PROBES - 1);
    assertThat(core.exhausted()).isFalse();
    answer(1);
    lose(CarrierCore.LAST_PROBES - 1);
    assertThat(core.exhausted()).isFalse();

    lose(1);

    assertThat(core.exhausted()).isTrue();
    assertThat(core.carriers()).isEqualTo(CarrierCore.MOST);
  }

  private void answer(int times) {
    for (int i = 0; i < times; i++) {
      core.answered();
    }
  }

  private void lose(int times) {
    for (int i = 0; i < times; i++) {
      core.unanswered();
    }
  }
}
