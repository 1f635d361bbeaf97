package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class CarrierWatchTest {
  @Test
  void aVirtualThreadRunsAlthoughMoreStepsSpinThanThereWereCarriers() throws Exception {
    int spinners = Runtime.getRuntime().availableProcessors() + 6;
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch ran = new CountDownLatch(1);
    try (CarrierWatch watch = new CarrierWatch(() -> fail("more carriers can be had"))) {
      watch.start();
      for (int i = 0; i < spinners; i++) {
        Thread.ofVirtual()
            .start(() -> {
              while (!stop.get()) {
                Thread.onSpinWait();
              }
            });
      }
      Thread.ofVirtual().start(ran::countDown);

      if (!ran.await(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS)) {
        fail("the virtual thread never ran");
      }
    } finally {
      stop.set(true);
    }
  }
}
