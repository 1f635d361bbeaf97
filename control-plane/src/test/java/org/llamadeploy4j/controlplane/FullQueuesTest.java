package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.controlplane.Shop.refused;
import static org.llamadeploy4j.controlplane.Shop.wish;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.ErrorCode;

/** A queue that is full is not asked about for every request that comes meanwhile. */
class FullQueuesTest {

  @Test
  void aQueueThatWasFullAMomentAgoRefusesWithoutAskingTheStore() {
    try (Shop shop = fullShop(40)) {
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      shop.claim();

      ControlPlaneException refusal =
          refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      assertThat(refusal)
          .as("a place is free, which nobody has asked for")
          .hasMessage("The queue of service 'echo' is full: 40 tasks wait");
      assertThat(refusal.getStackTrace()).as("a flood of them costs little").isEmpty();
      assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(30));
    }
  }

  @Test
  void itAsksForOneMoreAfterATenthOfASecond() {
    try (Shop shop = fullShop(40)) {
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      shop.claim();

      pass(shop, Duration.ofMillis(99));
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      pass(shop, Duration.ofMillis(1));
      shop.open().create(wish("{}", null));
    }
  }

  @Test
  void itAsksForAQuarterMoreThanHaveProbablyLeft() {
    try (Shop shop = shop(40)) {
      shop.open().create(wish("{}", null));
      shop.complete(shop.claim(), "1");
      shop.advance(Duration.ofMillis(5));
      fill(shop, 40);
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      for (int i = 0; i < 7; i++) {
        shop.claim();
      }

      pass(shop, Duration.ofMillis(21)); // four may have left, one in 5 ms
      fill(shop, 5);
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      pass(shop, Duration.ofMillis(4));
      shop.open().create(wish("{}", null));
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
    }
  }

  @Test
  void whereThereIsRoomForAllWhoAreLetThroughForASecondAllAreLetThrough() {
    try (Shop shop = fullShop(40)) {
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      for (int i = 0; i < 12; i++) {
        shop.claim();
      }
      pass(shop, Duration.ofMillis(999));
      fill(shop, 9);
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      pass(shop, Duration.ofMillis(1));
      fill(shop, 3);
    }
  }

  @Test
  void aShortQueueIsAskedEachTime() {
    try (Shop shop = fullShop(19)) {
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      shop.claim();
      shop.open().create(wish("{}", null));
    }
  }

  @Test
  void aRequestWithAKeyIsAskedAboutSinceItsTaskMayBeThere() {
    try (Shop shop = shop(40)) {
      Submitted first = shop.open().create(wish("{}", "k"));
      fill(shop, 39);
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));

      assertThat(shop.open().create(wish("{}", "k"))).isEqualTo(first);
      refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", "other")));
    }
  }

  @Test
  void whoeverIsRefusedLeavesNoSessionBehind() {
    try (Shop shop = fullShop(40)) {
      int sessions = shop.open().sessions().list(100).size();
      for (int i = 0; i < 3; i++) {
        refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
      }
      assertThat(shop.open().sessions().list(100)).hasSize(sessions);
    }
  }

  private static void pass(Shop shop, Duration time) {
    shop.nanos.addAndGet(time.toNanos());
  }

  private static Shop fullShop(int limit) {
    Shop shop = shop(limit);
    fill(shop, limit);
    return shop;
  }

  private static Shop shop(int limit) {
    return new Shop(
        AdmissionRules.DEFAULT, RouterSettings.defaults().withQueueLimits(limit, 1_000));
  }

  private static void fill(Shop shop, int tasks) {
    for (int i = 0; i < tasks; i++) {
      shop.open().create(wish("{}", null));
    }
  }
}
