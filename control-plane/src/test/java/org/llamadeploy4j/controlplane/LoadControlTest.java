package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.ServiceId;

/** Whether a deployment has room is known, where it is known, without asking the store. */
class LoadControlTest {
  private static final ServiceId ECHO = new ServiceId("echo");
  private static final ServiceId OTHER = new ServiceId("other");
  private static final Shards SHARDS = new Shards(new Incarnation("life1"), 2);

  private final AtomicLong nanos = new AtomicLong();
  private final InMemoryMessaging messaging = new InMemoryMessaging(() -> Instant.EPOCH);
  private final LoadControl load = LoadControl.of(messaging.runs(), nanos::get);

  @AfterEach
  void close() {
    messaging.close();
  }

  @Test
  void whileOneQueueMayHaveRoomATaskMayComeIn() {
    Deployment both = deployment(ECHO, OTHER);
    assertThat(load.arrive(both, SHARDS)).isNull();
    fill(ECHO, 0);
    fill(ECHO, 1);
    fill(OTHER, 0);
    assertThat(load.arrive(both, SHARDS)).isNull();

    fill(OTHER, 1);
    ControlPlaneException refusal = Objects.requireNonNull(load.arrive(both, SHARDS));
    assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(refusal).hasMessage("The queue of service 'other' is full: 40 tasks wait");
    assertThat(refusal.retryAfter()).contains(RetryAfter.LONGEST);
    assertThat(load.arrive(deployment(ECHO), SHARDS)).isNotNull();
  }

  @Test
  void whatWasFullIsNotForLong() {
    Deployment echo = deployment(ECHO);
    fill(ECHO, 0);
    nanos.addAndGet(Duration.ofMillis(60).toNanos());
    fill(ECHO, 1);
    assertThat(load.arrive(echo, SHARDS)).isNotNull();
    nanos.addAndGet(Duration.ofMillis(40).toNanos());
    assertThat(load.arrive(echo, SHARDS)).isNull();
  }

  /** A server that is busy comes to what it has let in late. */
  @Test
  void asManyAreLetInAsHaveProbablyLeft() {
    Deployment echo = deployment(ECHO);
    fill(ECHO, 0);
    fill(ECHO, 1);
    nanos.addAndGet(Duration.ofMillis(300).toNanos());
    for (int i = 0; i < 6; i++) {
      assertThat(load.arrive(echo, SHARDS)).as("three for each queue").isNull();
    }
    assertThat(load.arrive(echo, SHARDS)).isNotNull();
  }

  @Test
  void aDeploymentWithoutServicesIsNotFull() {
    assertThat(load.arrive(deployment(), SHARDS)).isNull();
  }

  @Test
  void whenTooManyWaitAtTheGateNobodyMayComeIn() throws InterruptedException {
    SubmitGate gate = new SubmitGate(1, 1, Duration.ofMinutes(1));
    LoadControl narrow = new LoadControl(load.later(), load.full(), gate);
    CountDownLatch storeAnswers = new CountDownLatch(1);
    Thread inside = Thread.ofVirtual().start(() -> gate.pass(() -> await(storeAnswers)));
    Awaitility.await().until(() -> inside.getState() == Thread.State.WAITING);
    assertThat(narrow.arrive(deployment(ECHO), SHARDS)).isNull();

    Thread waiting = Thread.ofVirtual().start(() -> gate.pass(() -> {}));
    Awaitility.await().until(() -> narrow.arrive(deployment(ECHO), SHARDS) != null);
    assertThat(narrow.arrive(deployment(ECHO), SHARDS))
        .hasMessage("More than 1 requests wait to put a task into the store");

    storeAnswers.countDown();
    inside.join();
    waiting.join();
    assertThat(narrow.arrive(deployment(ECHO), SHARDS)).isNull();
  }

  @Test
  void theRouterTellsOfADeploymentThatItKnows() {
    RouterSettings settings = RouterSettings.defaults().withQueueLimits(40, 40);
    try (Shop shop = new Shop(AdmissionRules.DEFAULT, settings)) {
      for (int i = 0; i < 40; i++) {
        shop.open().create(Shop.wish("{}", null));
      }
      Shop.refused(ErrorCode.OVERLOADED, () -> shop.open().create(Shop.wish("{}", null)));

      Awaitility.await().until(() -> shop.router.arrive("shop").isPresent());
      assertThat(shop.router.arrive("shop").orElseThrow())
          .hasMessage("The queue of service 'echo' is full: 40 tasks wait");
      assertThat(shop.router.arrive("unknown")).isEmpty();
      shop.nanos.addAndGet(Duration.ofMillis(100).toNanos());
      assertThat(shop.router.arrive("shop")).isEmpty();
    }
  }

  private void fill(ServiceId service, int shard) {
    load.full().refused(SHARDS.all().get(shard), service, 40);
  }

  private static Deployment deployment(ServiceId... services) {
    Map<ServiceId, ServiceVersion> live = new LinkedHashMap<>();
    for (ServiceId service : services) {
      live.put(service, Samples.version(service.value(), 1));
    }
    return new Deployment(
        new DeploymentName("shop"),
        SHARDS.incarnation(),
        services.length == 0 ? null : services[0],
        live,
        Set.of(),
        Instant.EPOCH);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
