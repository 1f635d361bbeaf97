package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final RuntimeSettings.Limits LIMITS =
      new RuntimeSettings.Limits(2, 3, 16, Duration.ofSeconds(5));

  private final AtomicInteger freed = new AtomicInteger();
  private final Slots slots = new Slots(LIMITS, Integer.MAX_VALUE, freed::incrementAndGet);

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
  void aRunCountsAgainstItsAuthorsLimitUntilItEnds() {
    Slots one = new Slots(LIMITS, 1, freed::incrementAndGet);
    assertThat(one.free()).isEqualTo(1);
    Slots.Slot slot = one.occupy();
    assertThat(one.free()).isZero();

    slot.waits(true);
    assertThat(one.free()).isZero();
    slot.leave();

    assertThat(one.free()).isEqualTo(1);
  }

  @Test
  void anAuthorCannotRaiseTheLimitOfTheRuntime() {
    assertThat(new Slots(LIMITS, 100, freed::incrementAndGet).free()).isEqualTo(2);
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
