package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.controlplane.Shop.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.ErrorCode;

/** Few requests at a time are on their way into the store. */
class SubmitGateTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch storeAnswers = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void noMoreThanThoseGoInAtATimeAndAllComeThrough() throws InterruptedException {
    SubmitGate gate = new SubmitGate(3, 100, LONG);
    List<Thread> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      requests.add(request(gate));
    }
    Awaitility.await().until(() -> inside.get() == 3);
    storeAnswers.countDown();
    for (Thread request : requests) {
      request.join();
    }
    assertThat(done).hasValue(50);
    assertThat(most).hasValue(3);
  }

  @Test
  void whoeverComesWhenTooManyWaitIsRefusedAtOnce() {
    SubmitGate gate = new SubmitGate(1, 2, LONG);
    Thread first = request(gate);
    Awaitility.await().until(() -> inside.get() == 1);
    List<Thread> waiting = List.of(request(gate), request(gate));
    Awaitility.await()
        .until(() -> waiting.stream().allMatch(t -> t.getState() == Thread.State.TIMED_WAITING));

    assertThat(refused(ErrorCode.OVERLOADED, () -> gate.pass(() -> {})))
        .hasMessage("More than 2 requests wait to put a task into the store");
    storeAnswers.countDown();
    Awaitility.await().until(() -> done.get() == 3 && !first.isAlive());
    gate.pass(done::incrementAndGet);
    assertThat(done).as("then there is room again").hasValue(4);
  }

  @Test
  void whoeverWaitsTooLongIsRefused() {
    SubmitGate gate = new SubmitGate(1, 2, Duration.ofMillis(1));
    request(gate);
    Awaitility.await().until(() -> inside.get() == 1);

    assertThat(refused(ErrorCode.OVERLOADED, () -> gate.pass(() -> {})))
        .hasMessage("The store has not come to this request for 1 ms");
    storeAnswers.countDown();
  }

  @Test
  void whatFailsInsideGivesItsPlaceBack() {
    SubmitGate gate = new SubmitGate(1, 2, LONG);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() ->
              gate.pass(() -> {
                throw new IllegalStateException("refused");
              }))
          .hasMessage("refused");
    }
    gate.pass(done::incrementAndGet);
    assertThat(done).hasValue(1);
  }

  private Thread request(SubmitGate gate) {
    return Thread.ofVirtual().start(() -> gate.pass(this::store));
  }

  private void store() {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    try {
      storeAnswers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inside.decrementAndGet();
    done.incrementAndGet();
  }
}
