package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ShutdownTest {
  @Test
  void aSignalDoesNotInterruptWhatStopsAlready() {
    Shutdown shutdown = new Shutdown();
    Lifecycle parts = new Lifecycle();
    AtomicBoolean stoppedInPeace = new AtomicBoolean();
    parts.add(
        "part",
        () -> {
          Thread signal = Thread.ofPlatform().start(shutdown::onSignal);
          Awaitility.await().until(() -> signal.getState() == Thread.State.TIMED_WAITING);
          stoppedInPeace.set(!Thread.currentThread().isInterrupted());
        });

    shutdown.stop(parts);

    assertThat(stoppedInPeace).isTrue();
  }

  @Test
  void aSignalEndsTheStartThatItMeets() {
    Shutdown shutdown = new Shutdown();
    Thread signal = Thread.ofPlatform().start(shutdown::onSignal);

    Awaitility.await().until(() -> signal.getState() == Thread.State.TIMED_WAITING);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(shutdown.stop(new Lifecycle())).isZero();
  }
}
