package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final Slots slots =
      new Slots(
          new RuntimeSettings.Limits(2, 3, 16, Duration.ofSeconds(5)), freed::incrementAndGet);

  @Test
  void aWaitingRunHoldsNoSlot() {
    Slots.Slot slot = slots.occupy();
    assertThat(slots.free()).isEqualTo(1);

    slot.waits(true);

    assertThat(slots.free()).isEqualTo(2);
    assertThat(slots.running()).isZero();
    assertThat(slots.occupied()).isEqualTo(1);
    assertThat(freed).hasValue(1);
  }

  @Test
  void aRunThatGoesOnTakesItsSlotEvenWhenNoneIsFree() {
    Slots.Slot first = slots.occupy();
    first.waits(true);
    slots.occupy();
    slots.occupy();

    first.waits(false);

    assertThat(slots.free()).isZero();
    assertThat(slots.running()).isEqualTo(3);
  }

  @Test
  void tooManyWaitingRunsStopTheClaims() {
    for (int i = 0; i < 3; i++) {
      slots.occupy().waits(true);
    }

    assertThat(slots.free()).isZero();
  }

  @Test
  void leavingTwiceCountsOnceAndIsFinal() {
    Slots.Slot slot = slots.occupy();
    slot.waits(true);

    slot.leave();
    slot.leave();
    slot.waits(false);

    assertThat(slots.occupied()).isZero();
    assertThat(slots.free()).isEqualTo(2);
  }
}
