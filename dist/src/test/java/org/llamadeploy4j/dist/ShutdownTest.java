package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ShutdownTest {
  @Test
  void aSignalDoesNotInterruptWhatStopsAlready() {
    Shutdown shutdown = new Shutdown(System.err);
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
    Shutdown shutdown = new Shutdown(System.err);
    Thread signal = Thread.ofPlatform().start(shutdown::onSignal);

    Awaitility.await().until(() -> signal.getState() == Thread.State.TIMED_WAITING);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(shutdown.stop(new Lifecycle())).isZero();
  }

  @Test
  void aPartThatHangsDoesNotKeepTheProcess() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Shutdown shutdown =
        new Shutdown(Duration.ofSeconds(1), new PrintStream(err, true, StandardCharsets.UTF_8));
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean last = new AtomicBoolean();
    Lifecycle parts = new Lifecycle();
    parts.add("part", () -> last.set(true));
    parts.add("part that hangs", never::await);
    Thread signal = Thread.ofPlatform().start(shutdown::onSignal);

    shutdown.request(75);
    int status = shutdown.awaitAndStop(parts);

    assertThat(status).isEqualTo(75);
    assertThat(err)
        .hasToString("Error: not everything stopped within 1 s" + System.lineSeparator());
    assertThat(signal.join(Duration.ofSeconds(20))).as("the signal's handler goes on").isTrue();
    assertThat(last).as("what would have been stopped afterwards").isFalse();
    never.countDown();
    Awaitility.await().untilTrue(last);
  }

  @Test
  void theFirstStatusThatIsNotZeroIsTheOneOfTheProcess() {
    Shutdown shutdown = new Shutdown(System.err);

    shutdown.request(0);
    shutdown.request(75);
    shutdown.request(1);

    assertThat(shutdown.awaitAndStop(new Lifecycle())).isEqualTo(75);
  }
}
