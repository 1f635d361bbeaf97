package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

class ControlPlaneTest {
  private static final DeploymentName SHOP = new DeploymentName("shop");
  private static final Incarnation LIFE = new Incarnation("life1");
  private static final ServiceVersion ECHO = Samples.version("echo", 1);
  private static final ControlPlaneSettings QUICK =
      new ControlPlaneSettings(
          Duration.ofMillis(300),
          Duration.ofMillis(50),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(100),
          1,
          Duration.ofSeconds(5),
          1);

  private final InMemoryMessaging messaging = new InMemoryMessaging(InstantSource.system());
  private final ControlPlane first = new ControlPlane("cp1", messaging, QUICK);
  private final ControlPlane second = new ControlPlane("cp2", messaging, QUICK);

  @AfterEach
  void stop() {
    first.close();
    second.close();
    messaging.close();
  }

  @Test
  void oneLeadsAndTheOtherTakesOverWhenItStops() {
    first.start();
    awaitLeader("cp1");
    second.start();

    first.close();

    awaitLeader("cp2");
  }

  @Test
  void stoppingTwiceOrWithoutAStartIsHarmless() {
    first.close();
    second.start();
    second.close();
    second.close();

    assertThat(messaging.fleet().read().leader()).isEmpty();
  }

  @Test
  void anOldVersionIsForgottenOnceNothingNeedsIt() {
    first.start();
    try (LoadingRuntime runtime = LoadingRuntime.thatLoads(messaging, "r1")) {
      assertThat(runtime.id().value()).isEqualTo("r1");
      rollOut("one", ECHO, false);
      rollOut("two", Samples.version("echo", 2), true);

      Awaitility.await()
          .untilAsserted(() -> {
            assertThat(messaging.fleet().read().deployments().values())
                .allMatch(d -> d.retired().isEmpty());
            assertThat(messaging.fleet().read().assignments()).hasSize(1);
          });
    }
  }

  @Test
  void runsOfAVanishedRuntimeGoBackToTheQueue() {
    first.start();
    ServiceId service = ECHO.spec().id();
    try (LoadingRuntime runtime = LoadingRuntime.thatLoads(messaging, "r1")) {
      rollOut("one", ECHO, false);
      Shard shard = new Shard(LIFE, 0);
      TaskId task = TaskId.of(0, new UUID(1, 2));
      messaging.runs().submit(request(2));
      RuntimeId owner = runtime.id();
      assertThat(
              messaging
                  .runs()
                  .claim(
                      new ClaimRequest(
                          shard,
                          service,
                          ECHO.id(),
                          true,
                          1,
                          owner,
                          Duration.ofMillis(50),
                          1,
                          "op1")))
          .hasSize(1);

      Awaitility.await()
          .untilAsserted(() ->
              assertThat(messaging.runs().task(shard, task).orElseThrow().status())
                  .isEqualTo(RunStatus.QUEUED));
    }
  }

  @Test
  void aDeploymentThatGoesIsGoneWhenItsLastTaskHasEnded() throws Exception {
    first.start();
    try (LoadingRuntime runtime = LoadingRuntime.thatLoads(messaging, "r1")) {
      rollOut("one", ECHO, false);
      assertThat(messaging.runs().submit(request(1))).isEqualTo(new SubmitReply.Accepted());

      assertThat(undeployment(Duration.ofMillis(1)).undeploy("shop", false))
          .isEqualTo(new Undeployment.Progress(false, 1));
      assertThat(messaging.runs().submit(request(2))).isEqualTo(new SubmitReply.Closed());

      ClaimedRun run = messaging.runs().claim(claim(runtime.id())).getFirst();
      CommitRequest last = new CommitRequest(run.claim(), "op2", 0, List.of(), List.of(), 0, false);
      messaging
          .runs()
          .complete(new CompleteRequest(last, RunStatus.COMPLETED, new byte[] {'1'}, null));
      messaging.runs().release(new Shard(LIFE, 0), runtime.id());

      assertThat(undeployment(Duration.ofSeconds(20)).undeploy("shop", false))
          .isEqualTo(new Undeployment.Progress(true, 0));
      assertThat(messaging.fleet().read().assignments()).isEmpty();
      assertThat(messaging.dump().lines().toList()).as("what is left").hasSize(1);
    }
  }

  @Test
  void aDeploymentThatGoesNowHasItsTasksCancelled() throws Exception {
    first.start();
    try (LoadingRuntime runtime = LoadingRuntime.thatLoads(messaging, "r1")) {
      rollOut("one", ECHO, false);
      for (int i = 0; i < 130; i++) {
        messaging.runs().submit(request(i));
      }
      ClaimedRun run = messaging.runs().claim(claim(runtime.id())).getFirst();
      assertThat(undeployment(Duration.ofMillis(1)).undeploy("shop", false).unfinished())
          .isEqualTo(130);

      Awaitility.await()
          .untilAsserted(() ->
              assertThat(undeployment(Duration.ofMillis(1)).undeploy("shop", true))
                  .isEqualTo(new Undeployment.Progress(false, 1)));
      assertThat(messaging.control().find(new Shard(LIFE, 0), run.claim().task()))
          .hasValueSatisfying(task -> assertThat(task.cancelRequested()).isTrue());
      messaging.runs().release(new Shard(LIFE, 0), runtime.id());

      assertThat(undeployment(Duration.ofSeconds(20)).undeploy("shop", true))
          .isEqualTo(new Undeployment.Progress(true, 0));
    }
  }

  @Test
  void aDeploymentThatIsNotThereOrIsBeingDeployedDoesNotGo() throws Exception {
    Undeployment undeployment = undeployment(Duration.ofSeconds(20));
    assertThatThrownBy(() -> undeployment.undeploy("shop", false))
        .isInstanceOf(ControlPlaneException.class)
        .hasMessage("Deployment not found");
    assertThatThrownBy(() -> undeployment.undeploy("no name", true))
        .hasMessage("Deployment not found");
    first.start();
    try (LoadingRuntime _ = new LoadingRuntime(messaging, "r1", ControlPlaneTest::onlyEcho)) {
      rollOut("one", ECHO, false);
      messaging.fleet().begin(rollout("two", Samples.version("echo", 2)), true);
      assertThatThrownBy(() -> undeployment.undeploy("shop", false))
          .hasMessage("Deployment 'shop' is being deployed; undeploy it when that has ended");
    }
  }

  private static PlacementState onlyEcho(ServiceVersion version) {
    return version.equals(ECHO)
        ? new PlacementState.Loaded(List.of())
        : new PlacementState.Loading();
  }

  private Undeployment undeployment(Duration wait) {
    return new Undeployment(messaging, DeploymentsSettings.defaults().withOutcomeWait(wait), 1);
  }

  private static SubmitRequest request(int number) {
    TaskId task = TaskId.of(0, new UUID(1, number));
    SubmitLimits limits = new SubmitLimits(200, 9);
    return new SubmitRequest(
        new Shard(LIFE, 0), task, ECHO.spec().id(), null, new byte[] {'{', '}'}, limits, "");
  }

  private static ClaimRequest claim(RuntimeId runtime) {
    return new ClaimRequest(
        new Shard(LIFE, 0),
        ECHO.spec().id(),
        ECHO.id(),
        true,
        1,
        runtime,
        Duration.ofSeconds(50),
        1,
        "op1");
  }

  private static Rollout rollout(String id, ServiceVersion version) {
    return new Rollout(
        new RolloutId(id),
        SHOP,
        LIFE,
        version.spec().id(),
        Map.of(version.spec().id(), version),
        Rollout.State.PENDING,
        "",
        Instant.EPOCH,
        AdmissionRules.DEFAULT);
  }

  private void rollOut(String id, ServiceVersion version, boolean reload) {
    messaging.fleet().begin(rollout(id, version), reload);
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(messaging.fleet().rollout(new RolloutId(id)).orElseThrow().state())
                .isEqualTo(Rollout.State.LIVE));
  }

  private void awaitLeader(String id) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(messaging.fleet().read().leader()).isEqualTo(id));
  }
}
