package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitLimits;
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
      messaging
          .runs()
          .submit(
              new SubmitRequest(
                  shard, task, service, null, new byte[] {'{', '}'}, new SubmitLimits(9, 9), ""));
      RuntimeId owner = runtime.id();
      assertThat(
              messaging
                  .runs()
                  .claim(
                      new ClaimRequest(
                          shard, service, ECHO.id(), true, owner, Duration.ofMillis(50), 1, "op1")))
          .hasSize(1);

      Awaitility.await()
          .untilAsserted(() ->
              assertThat(messaging.runs().task(shard, task).orElseThrow().status())
                  .isEqualTo(RunStatus.QUEUED));
    }
  }

  private void rollOut(String id, ServiceVersion version, boolean reload) {
    messaging
        .fleet()
        .begin(
            new Rollout(
                new RolloutId(id),
                SHOP,
                LIFE,
                version.spec().id(),
                Map.of(version.spec().id(), version),
                Rollout.State.PENDING,
                "",
                Instant.EPOCH,
                AdmissionRules.DEFAULT),
            reload);
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
