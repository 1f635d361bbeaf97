package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.ErrorCode;

/** A task that is created without a session gets one, which must not stay for ever. */
class OwnSessionsTest {
  private static final int MANY = 20;

  @Test
  void createdTasksAreRemovedWithTheSessionsThatCameWithThem() {
    try (Shop shop = new Shop(AdmissionRules.DEFAULT, RouterSettings.defaults())) {
      for (int i = 0; i < MANY; i++) {
        shop.open().create(Shop.wish("{}", null));
        shop.complete(shop.claim(), "1");
      }
      int tasks = shop.open().control().list(TaskFilter.ALL, null, MANY).tasks().size();
      assertThat(tasks).isLessThan(MANY / 2);
      assertThat(shop.open().sessions().list(MANY)).hasSize(tasks);
    }
  }

  @Test
  void aSessionThatCameWithATaskStaysForTheOnesThatFollowInIt() {
    try (Shop shop = new Shop(AdmissionRules.DEFAULT, RouterSettings.defaults())) {
      String session = String.valueOf(shop.open().create(Shop.wish("{}", null)).session());
      shop.complete(shop.claim(), "1");
      shop.open().create(Shop.wish("{}", session, null));
      shop.claim();
      shop.purgeEnded();
      shop.purgeEnded();
      assertThat(shop.open().sessions().find(session)).hasToString(session);
    }
  }

  @Test
  void aSessionThatSomebodyMadeStaysUntilItIsDeleted() {
    try (Shop shop = new Shop(AdmissionRules.DEFAULT, RouterSettings.defaults())) {
      String session = shop.open().sessions().create().value();
      shop.open().create(Shop.wish("{}", session, null));
      shop.complete(shop.claim(), "1");
      shop.purgeEnded();
      assertThat(shop.open().sessions().find(session)).hasToString(session);
      shop.open().sessions().delete(session);
      Shop.refused(ErrorCode.NOT_FOUND, () -> shop.open().sessions().find(session));
    }
  }
}
