package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.LeaderTerm;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

class RouterTest {
  private static final Incarnation LIFE = new Incarnation("life1");
  private static final ServiceVersion ECHO = Samples.version("echo", 1);
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
  private static final byte[] INPUT = "{}".getBytes(StandardCharsets.UTF_8);

  private final InMemoryMessaging messaging = new InMemoryMessaging(InstantSource.system());
  private Router router = new Router(messaging, RouterSettings.defaults());
  private LeaderTerm term;

  @BeforeEach
  void lead() {
    term = messaging.fleet().lead("test", Duration.ofHours(1)).orElseThrow();
    router.start();
  }

  @AfterEach
  void stop() {
    router.close();
    messaging.close();
  }

  @Test
  void aRunEndsWithItsReply() throws Exception {
    makeLive("shop", ECHO);

    CompletableFuture<EndedRun> end = runLater();
    complete(claim(ECHO));

    assertThat(end.get().status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(end.get().result()).asString(StandardCharsets.UTF_8).isEqualTo("42");
  }

  @Test
  void aRunEndsThoughEveryWakeUpIsLost() throws Exception {
    makeLive("shop", ECHO);
    restartRouter(
        new DeafMessaging(messaging), RouterSettings.defaults().withSweep(Duration.ofMillis(20)));

    CompletableFuture<EndedRun> end = runLater();
    ClaimedRun run = claim(ECHO);
    CompletableFuture<EndedRun> seen = awaitLater(run.claim().task());
    complete(run);

    assertThat(end.get().result()).asString(StandardCharsets.UTF_8).isEqualTo("42");
    assertThat(seen.get().result()).asString(StandardCharsets.UTF_8).isEqualTo("42");
  }

  @Test
  void theEndOfATaskIsSeenByAnyProcess() throws Exception {
    makeLive("shop", ECHO);
    Submitted task = router.open("shop").submit(null, null, INPUT);
    try (Router other = new Router(messaging, RouterSettings.defaults())) {
      other.start();
      CompletableFuture<EndedRun> end =
          CompletableFuture.supplyAsync(
              () -> unchecked(() -> other.open("shop").awaitEnd(task.task())), THREADS);
      complete(claim(ECHO));

      assertThat(end.get().task()).isEqualTo(task.task());
    }
  }

  @Test
  void nameAndServicesAreLookedUpAgainBeforeTheyCountAsUnknown() {
    ServiceVersion second = Samples.version("second", 1);
    restartRouter(
        new DeafMessaging(messaging), RouterSettings.defaults().withSweep(Duration.ofHours(1)));
    makeLive("shop", ECHO);
    LiveDeployment held = router.open("shop");
    makeLive("shop", ECHO, second);

    assertThat(held.submit("second", null, INPUT).service()).hasToString("second");
  }

  @Test
  void whatIsBeingDeployedIsNotLiveYet() {
    begin("shop", false, ECHO);

    assertThatThrownBy(() -> router.open("shop"))
        .hasMessage("Deployment 'shop' is being deployed and has no live version yet")
        .asInstanceOf(type(ControlPlaneException.class))
        .extracting(ControlPlaneException::code)
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void onlySoManyMayWait() throws Exception {
    makeLive("shop", ECHO);
    RouterSettings one =
        new RouterSettings(1, 10, 10, 10, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
    restartRouter(messaging, one);
    CompletableFuture<EndedRun> first = runLater();
    ClaimedRun run = claim(ECHO);

    assertThatThrownBy(() -> router.open("shop").run(null, null, INPUT))
        .asInstanceOf(type(ControlPlaneException.class))
        .extracting(ControlPlaneException::code)
        .isEqualTo(ErrorCode.OVERLOADED);
    complete(run);
    assertThat(first.get().status()).isEqualTo(RunStatus.COMPLETED);
    CompletableFuture<EndedRun> second = runLater();
    complete(claim(ECHO));
    assertThat(second.get().status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void aStoreThatStaysAwayEndsTheWait() {
    makeLive("shop", ECHO);
    RouterSettings impatient =
        new RouterSettings(1, 10, 10, 10, 9, Duration.ofMillis(10), Duration.ofMillis(50));
    restartRouter(messaging, impatient);
    CompletableFuture<EndedRun> end = runLater();
    claim(ECHO);

    messaging.simulateOutage(true);

    assertThat(end)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withMessageContaining("The store does not answer; task ");
    messaging.simulateOutage(false);
  }

  private void restartRouter(Messaging through, RouterSettings settings) {
    router.close();
    router = new Router(through, settings);
    router.start();
  }

  private CompletableFuture<EndedRun> runLater() {
    return CompletableFuture.supplyAsync(
        () -> unchecked(() -> router.open("shop").run(null, null, INPUT)), THREADS);
  }

  private CompletableFuture<EndedRun> awaitLater(TaskId task) {
    return CompletableFuture.supplyAsync(
        () -> unchecked(() -> router.open("shop").awaitEnd(task)), THREADS);
  }

  private static EndedRun unchecked(Interruptible call) {
    try {
      return call.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private interface Interruptible {
    EndedRun call() throws InterruptedException;
  }

  private void makeLive(String name, ServiceVersion... versions) {
    boolean reload = messaging.fleet().read().deployments().containsKey(new DeploymentName(name));
    RolloutId id = begin(name, reload, versions);
    assertThat(messaging.fleet().finish(term, id, Rollout.State.LIVE, "")).isTrue();
  }

  private RolloutId begin(String name, boolean reload, ServiceVersion... versions) {
    RolloutId id = new RolloutId(name + "-" + versions.length);
    Map<ServiceId, ServiceVersion> map = new LinkedHashMap<>();
    List.of(versions).forEach(v -> map.put(v.spec().id(), v));
    messaging
        .fleet()
        .begin(
            new Rollout(
                id,
                new DeploymentName(name),
                LIFE,
                versions[0].spec().id(),
                map,
                Rollout.State.PENDING,
                "",
                Instant.EPOCH,
                AdmissionRules.DEFAULT),
            reload);
    return id;
  }

  private ClaimedRun claim(ServiceVersion version) {
    return Awaitility.await()
        .until(
            () ->
                messaging
                    .runs()
                    .claim(
                        new ClaimRequest(
                            new Shard(LIFE, 0),
                            version.spec().id(),
                            version.id(),
                            true,
                            1,
                            new RuntimeId("r1"),
                            Duration.ofHours(1),
                            1,
                            "claim-" + System.nanoTime())),
            runs -> !runs.isEmpty())
        .getFirst();
  }

  private void complete(ClaimedRun run) {
    CommitRequest commit =
        new CommitRequest(run.claim(), "complete", 0, List.of(), List.of(), 0, false);
    byte[] result = "42".getBytes(StandardCharsets.UTF_8);
    messaging.runs().complete(new CompleteRequest(commit, RunStatus.COMPLETED, result, null));
  }
}
