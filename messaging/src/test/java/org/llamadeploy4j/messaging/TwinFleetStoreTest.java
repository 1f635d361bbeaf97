package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TwinFleetStoreTest extends FleetStoreContract {
  private final AtomicLong published = new AtomicLong();
  private Instant now = FleetScene.START;
  private boolean dead;
  private final FleetStore store =
      new TwinFleetStore(
          () -> now,
          this::requireAlive,
          (channel, message) -> published.incrementAndGet(),
          "ld4j:test:fleet");

  @Test
  void aStoreThatPlaysDeadDoesNothing() {
    dead = true;
    assertThatThrownBy(() -> store.lead("a", LEASE))
        .isInstanceOf(MessagingUnavailableException.class);
    assertThatThrownBy(store::read).isInstanceOf(MessagingUnavailableException.class);
  }

  @Override
  FleetStore store() {
    return store;
  }

  @Override
  void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  long published() {
    return published.get();
  }

  private void requireAlive() {
    if (dead) {
      throw new MessagingUnavailableException("the store plays dead", null);
    }
  }
}
