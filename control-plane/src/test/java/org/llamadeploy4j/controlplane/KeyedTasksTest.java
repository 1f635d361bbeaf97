package org.llamadeploy4j.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.controlplane.Shop.SHARD;
import static org.llamadeploy4j.controlplane.Shop.refused;
import static org.llamadeploy4j.controlplane.Shop.wish;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.TaskId;

/** A request with an idempotency key is one task, however often it is made. */
class KeyedTasksTest {
  private static final Duration DAY = Duration.ofHours(24);

  private final Shop shop =
      new Shop(AdmissionRules.DEFAULT, RouterSettings.defaults().withQueueLimits(1, 16));
  private final KeySweep sweep = new KeySweep(shop.messaging, 1);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void twoRunsAtTheSameTimeWaitForOneTask() throws Exception {
    CompletableFuture<EndedRun> first = shop.runLater(wish("{}", "k"));
    ClaimedRun run = shop.claim();
    CompletableFuture<EndedRun> second = shop.runLater(wish("{}", "k"));
    shop.complete(run, "42");

    assertThat(Shop.result(first)).isEqualTo("42");
    assertThat(Shop.result(second)).isEqualTo("42");
    assertThat(shop.open().run(wish("{}", "k")).result()).isEqualTo("42".getBytes(UTF_8));
    assertThat(shop.claimNow()).isEmpty();
  }

  @Test
  void aTaskThatIsCreatedAgainIsTheSameInTheSameSession() {
    Submitted first = shop.open().create(wish("{}", "k"));

    assertThat(shop.open().create(wish("{}", "k"))).isEqualTo(first);
    assertThat(first.session()).isNotNull();
    assertThat(shop.open().sessions().list(9)).containsExactly(first.session());
    assertThat(shop.open().tasks(9)).hasSize(1);
  }

  @Test
  void anotherRequestUnderTheSameKeyIsRefused() {
    String session = shop.open().sessions().create().value();
    Submitted first = shop.open().create(wish("{}", "k"));

    ControlPlaneException refusal =
        refused(ErrorCode.CONFLICT, () -> shop.open().create(wish("{\"a\":1}", "k")));
    assertThat(refusal)
        .hasMessage(
            "The idempotency key 'k' stands for another request, that of task %s; use a new key"
                .formatted(first.task()));
    refused(ErrorCode.CONFLICT, () -> shop.open().create(wish("{}", session, "k")));
    refused(ErrorCode.CONFLICT, () -> shop.open().run(wish("{}", "k")));
    assertThat(shop.open().tasks(9)).hasSize(1);
  }

  @Test
  void aRefusedTaskFreesItsKeyAndLeavesNoSession() {
    Submitted inTheWay = shop.open().create(wish("{}", null));

    refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", "k")));
    refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", null)));
    assertThat(shop.open().sessions().list(9)).containsExactly(inTheWay.session());
    shop.complete(shop.claim(), "1");
    refused(ErrorCode.NOT_FOUND, () -> shop.open().create(wish("{}", "nowhere", "k")));

    assertThat(shop.open().create(wish("{\"another\": 1}", "k")).task()).isNotNull();
  }

  @Test
  void aCallerThatFindsNoPlaceToWaitFreesItsKey() throws Exception {
    try (Shop full =
        new Shop(
            AdmissionRules.DEFAULT,
            new RouterSettings(1, 9, 9, 9, 1, Duration.ofSeconds(5), Duration.ofSeconds(5)))) {
      CompletableFuture<EndedRun> waiting = full.runLater(wish("{}", null));
      ClaimedRun run = full.claim();
      refused(ErrorCode.OVERLOADED, () -> full.open().run(wish("{}", "k")));
      full.complete(run, "1");
      assertThat(Shop.result(waiting)).isEqualTo("1");

      CompletableFuture<EndedRun> another = full.runLater(wish("{\"another\": 1}", "k"));
      full.complete(full.claim(), "2");
      assertThat(Shop.result(another)).isEqualTo("2");
    }
  }

  @Test
  void aCrashBetweenReservationAndSubmitStrandsNothing() {
    TaskId reserved = reserve("{}", "k");

    assertThat(shop.open().create(wish("{}", "k")).task()).isEqualTo(reserved);
    assertThat(shop.claim().claim().task()).isEqualTo(reserved);
    refused(ErrorCode.CONFLICT, () -> shop.open().create(wish("{\"a\":1}", "k")));
  }

  /** What a process leaves behind that dies right after it reserved a key. */
  private TaskId reserve(String input, String key) {
    Admission proposed =
        Admission.of(
            shop.router,
            shop.messaging.fleet().read().deployments().values().iterator().next(),
            new Shards(SHARD.incarnation(), 1),
            wish(input, key),
            true);
    KeyedAdmission keyed =
        KeyedAdmission.reserve(
            shop.messaging, shop.router.load(), proposed, "create", wish(input, key));
    return keyed.admission().submitted().task();
  }

  @Test
  void aRefusalDoesNotTakeTheKeyFromSomebodyWhoSubmittedMeanwhile() {
    TaskId reserved = TaskId.of(0, new UUID(0, 1));
    Admission admission =
        new Admission(
            new Submitted(reserved, Shop.ECHO.spec().id(), null),
            SHARD,
            "{}".getBytes(UTF_8),
            new IdempotencyKey("k"),
            null,
            false,
            AdmissionRules.DEFAULT,
            RouterSettings.defaults());
    KeyedAdmission first = reserve(admission);
    KeyedAdmission second = reserve(admission);
    second.submit("");

    refused(
        ErrorCode.OVERLOADED,
        () ->
            first.orFree(() -> {
              throw new ControlPlaneException(ErrorCode.OVERLOADED, "the queue was full just now");
            }));
    KeyedAdmission third = reserve(admission);
    assertThat(third.fresh()).isFalse();
    assertThat(third.admission().submitted().task()).isEqualTo(reserved);
  }

  private KeyedAdmission reserve(Admission admission) {
    return KeyedAdmission.reserve(
        shop.messaging, shop.router.load(), admission, "run", wish("{}", "k"));
  }

  @Test
  void aKeyOfAPurgedTaskIsGoneUntilADayAfterItsEnd() throws Exception {
    CompletableFuture<EndedRun> run = shop.runLater(wish("{}", "k"));
    shop.complete(shop.claim(), "1");
    assertThat(Shop.result(run)).isEqualTo("1");
    shop.purgeEnded();

    ControlPlaneException gone = refused(ErrorCode.GONE, () -> shop.open().run(wish("{}", "k")));
    assertThat(gone).hasMessageContaining("has ended and was removed; use a new key");
    shop.advance(Duration.ofMinutes(1));
    sweep.round();
    refused(ErrorCode.GONE, () -> shop.open().run(wish("{}", "k")));
    refused(ErrorCode.CONFLICT, () -> shop.open().run(wish("{\"a\":1}", "k")));
    shop.advance(DAY);
    assertThat(shop.open().create(wish("{}", "k")).task()).isNotNull();
  }

  @Test
  void aKeyIsFreeADayAfterTheEndOfItsTask() throws Exception {
    CompletableFuture<EndedRun> run = shop.runLater(wish("{}", "k"));
    shop.complete(shop.claim(), "1");
    assertThat(Shop.result(run)).isEqualTo("1");
    shop.advance(Duration.ofMinutes(1));
    sweep.round();
    shop.advance(DAY.minusMinutes(1).minusMillis(1));
    assertThat(shop.open().run(wish("{}", "k")).result()).isEqualTo("1".getBytes(UTF_8));

    shop.advance(Duration.ofMillis(1));
    CompletableFuture<EndedRun> again = shop.runLater(wish("{}", "k"));
    shop.complete(shop.claim(), "2");
    assertThat(Shop.result(again)).isEqualTo("2");
  }

  @Test
  void aKeyLivesAsLongAsItsTaskAndADayMore() {
    TaskId task = shop.open().create(wish("{}", "k")).task();
    ClaimedRun run = shop.claim();
    for (int hour = 0; hour < 24 * 5; hour++) {
      shop.advance(Duration.ofHours(1));
      sweep.round();
    }
    shop.complete(run, "1");
    shop.advance(DAY.minusMillis(1));
    sweep.round();
    assertThat(shop.open().create(wish("{}", "k")).task()).isEqualTo(task);
    shop.advance(Duration.ofMillis(1));
    assertThat(shop.open().create(wish("{}", "k")).task()).isNotEqualTo(task);
  }

  @Test
  void aSweepThatStopsAfterAnyStepIsMadeUpForByTheNext() {
    TaskId task = shop.open().create(wish("{}", "k")).task();
    shop.complete(shop.claim(), "1");
    shop.advance(Duration.ofMinutes(1));
    // As far as a process came that died before it said that it had seen the task.
    assertThat(
            shop.messaging
                .reservations()
                .keep(
                    SHARD.incarnation(),
                    new IdempotencyKey("k"),
                    task,
                    shop.messaging.reservations().due(SHARD, 1).now().plus(DAY),
                    true))
        .isTrue();

    sweep.round();
    sweep.round();
    assertThat(shop.messaging.reservations().due(SHARD, 9).tasks()).isEmpty();
    shop.advance(DAY.minusMinutes(1));
    assertThat(shop.open().create(wish("{}", "k")).task()).isNotEqualTo(task);
  }

  @Test
  void keysOfManyTasksAreSettledInOneRound() {
    RouterSettings wideQueues = RouterSettings.defaults().withQueueLimits(2_000, 16);
    try (Shop wide = new Shop(AdmissionRules.DEFAULT, wideQueues)) {
      for (int i = 0; i < 1_200; i++) {
        wide.open().create(wish("{}", "k" + i));
      }
      wide.advance(Duration.ofMinutes(1));
      new KeySweep(wide.messaging, 1).round();
      assertThat(wide.messaging.reservations().due(SHARD, 9).tasks()).isEmpty();
    }
  }

  @Test
  void aFullStoreTakesNoNewKeys() {
    shop.messaging.simulateFullStore(true);

    assertThat(refused(ErrorCode.OVERLOADED, () -> shop.open().create(wish("{}", "k"))))
        .hasMessageContaining("The store has no room for new tasks");
  }

  @Test
  void aDeploymentMayKeepItsKeysShorter() {
    AdmissionRules rules =
        new AdmissionRules(
            AdmissionRules.DEFAULT.sessionPolicy(),
            null,
            Duration.ofMinutes(2),
            AdmissionRules.DEFAULT.queues());
    try (Shop quick = new Shop(rules, RouterSettings.defaults())) {
      TaskId task = quick.open().create(wish("{}", "k")).task();
      quick.complete(quick.claim(), "1");
      quick.advance(Duration.ofMinutes(1));
      new KeySweep(quick.messaging, 1).round();
      assertThat(quick.open().create(wish("{}", "k")).task()).isEqualTo(task);
      quick.advance(Duration.ofMinutes(1));
      assertThat(quick.open().create(wish("{}", "k")).task()).isNotEqualTo(task);
    }
  }
}
