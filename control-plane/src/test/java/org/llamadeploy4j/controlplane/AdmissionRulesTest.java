package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.controlplane.Shop.refused;
import static org.llamadeploy4j.controlplane.Shop.wish;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionPolicy;

/** What a deployment file says about letting tasks in is what happens. */
class AdmissionRulesTest {
  private static final ServiceId ECHO = Shop.ECHO.spec().id();

  @Test
  void aServiceMayHaveAQueueOfItsOwnLength() {
    try (Shop shop = shop(rules(SessionPolicy.ENQUEUE, null, Map.of(ECHO, 2)))) {
      shop.open().create(wish("{}", null));
      shop.open().create(wish("{}", null));

      assertThat(refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null))))
          .hasMessage("The queue of service 'echo' is full: 2 tasks wait");
    }
  }

  @Test
  void aServiceThatSaysNothingHasTheQueueOfTheServer() {
    Map<ServiceId, Integer> others = Map.of(new ServiceId("other"), 2);
    try (Shop shop = shop(rules(SessionPolicy.ENQUEUE, null, others))) {
      for (int i = 0; i < 5; i++) {
        shop.open().create(wish("{}", null));
      }
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
    }
  }

  @Test
  void aDeploymentMayLetLessTasksWaitForASession() {
    try (Shop shop = shop(rules(SessionPolicy.ENQUEUE, 1, Map.of()))) {
      String session = shop.open().sessions().create().value();
      shop.open().create(wish("{}", session, null));

      assertThat(refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", session, null))))
          .hasMessage("Too many tasks wait for session '" + session + "': 1");
    }
  }

  @Test
  void aTaskThatDoesNotWaitIsRefusedWithTheOneThatIsInTheWay() {
    try (Shop shop = shop(rules(SessionPolicy.REJECT, null, Map.of()))) {
      String session = shop.open().sessions().create().value();
      Submitted first = shop.open().create(wish("{}", session, null));

      ControlPlaneException refusal =
          refused(ErrorCode.CONFLICT, () -> shop.open().create(wish("{}", session, "k")));
      assertThat(refusal)
          .hasMessage(
              "Session '%s' is in use by task %s; send again when it is free"
                  .formatted(session, first.task()));
      assertThat(refusal.blockedBy()).contains(first.task().value());
      shop.complete(shop.claim(), "1");
      assertThat(shop.open().create(wish("{\"another\": 1}", session, "k")).task())
          .as("a refusal leaves the key free")
          .isNotNull();
    }
  }

  @Test
  void tasksOfOneSessionMayRunBesideEachOther() {
    try (Shop shop = shop(rules(SessionPolicy.PARALLEL, 1, Map.of()))) {
      String session = shop.open().sessions().create().value();
      for (int i = 0; i < 3; i++) {
        shop.open().create(wish("{}", session, null));
      }

      for (int i = 0; i < 3; i++) {
        assertThat(shop.claim().sharesSession()).isTrue();
      }
    }
  }

  @Test
  void whoeverFindsAFullQueueIsToldWhenItWillBeDoneIfItGoesOnAsLately() {
    try (Shop shop = shop(rules(SessionPolicy.ENQUEUE, null, Map.of(ECHO, 5)))) {
      fill(shop);
      assertThat(retryAfter(shop)).as("nothing has ended lately").isEqualTo(30);
      for (int i = 0; i < 2; i++) {
        shop.advance(Duration.ofSeconds(2));
        shop.complete(shop.claim(), "1");
        shop.open().create(wish("{}", null));
      }
      forgetPace(shop);
      assertThat(retryAfter(shop)).as("two in 2 s, five wait").isEqualTo(5);
      shop.advance(Duration.ofSeconds(4));
      assertThat(retryAfter(shop)).as("is remembered for a second").isEqualTo(5);
      forgetPace(shop);
      assertThat(retryAfter(shop)).as("two in 6 s, five wait").isEqualTo(15);
      shop.advance(Duration.ofMinutes(1));
      forgetPace(shop);
      assertThat(retryAfter(shop)).as("not longer").isEqualTo(30);
    }
  }

  @Test
  void aQueueThatIsDoneAtOnceIsWaitedForASecond() {
    try (Shop shop = shop(rules(SessionPolicy.ENQUEUE, null, Map.of(ECHO, 5)))) {
      for (int i = 0; i < 50; i++) {
        shop.open().create(wish("{}", null));
        shop.complete(shop.claim(), "1");
      }
      shop.advance(Duration.ofMillis(100));
      fill(shop);
      assertThat(retryAfter(shop)).isEqualTo(1);
    }
  }

  @Test
  void whoeverFindsAFullSessionIsToldToWaitAsLongAsItsTaskHasBeenThere() {
    try (Shop shop = shop(rules(SessionPolicy.ENQUEUE, 1, Map.of()))) {
      String session = shop.open().sessions().create().value();
      shop.open().create(wish("{}", session, null));
      shop.claim();
      shop.open().create(wish("{}", session, null));
      shop.advance(Duration.ofMillis(6_500));

      assertThat(
              refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", session, null)))
                  .retryAfter())
          .contains(Duration.ofSeconds(7));
    }
  }

  private static void fill(Shop shop) {
    for (int i = 0; i < 5; i++) {
      shop.open().create(wish("{}", null));
    }
  }

  private static long retryAfter(Shop shop) {
    return refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)))
        .retryAfter()
        .orElseThrow()
        .toSeconds();
  }

  /** Lets the time go by for which a router remembers what the store said. */
  private static void forgetPace(Shop shop) {
    shop.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
  }

  private static Shop shop(AdmissionRules rules) {
    return new Shop(rules, RouterSettings.defaults().withQueueLimits(5, 16));
  }

  private static AdmissionRules rules(
      SessionPolicy policy, @Nullable Integer sessionQueue, Map<ServiceId, Integer> queues) {
    return new AdmissionRules(policy, sessionQueue, AdmissionRules.DEFAULT.keyRetention(), queues);
  }
}
