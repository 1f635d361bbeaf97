package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.controlplane.ControlPlane;
import org.llamadeploy4j.controlplane.ControlPlaneSettings;
import org.llamadeploy4j.controlplane.Deployments;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.controlplane.LiveDeployment;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.controlplane.RouterSettings;
import org.llamadeploy4j.controlplane.SourceLimits;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.FolderArtifactStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.serviceruntime.RuntimeSettings;
import org.llamadeploy4j.serviceruntime.ServiceRuntime;

/**
 * All roles on a real Redis, with sweeps so slow that none ever comes: what happens is told to
 * those who wait for it.
 */
final class DoorbellsIT {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration LEASE = NEVER.multipliedBy(2);
  private static final ControlPlaneSettings CONTROL_PLANE =
      new ControlPlaneSettings(LEASE, NEVER, LEASE, NEVER, NEVER, 1, NEVER, 1);
  private static final RuntimeSettings.Times RUNTIME =
      new RuntimeSettings.Times(
          LEASE, Duration.ofSeconds(1), NEVER, Duration.ZERO, Duration.ofMinutes(1), NEVER);
  private static final RuntimeSettings.Limits FEW =
      new RuntimeSettings.Limits(4, 4, 4, Duration.ofSeconds(5));
  private static final int MANY = 400;
  private static final Path ECHO = Program.ROOT.resolve("examples/echo_workflow");

  @TempDir Path folder;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void deployingAndRunningNeedNoSweep() throws Exception {
    FolderArtifactStore artifacts = new FolderArtifactStore(folder.resolve("artifacts"));
    RuntimeSettings settings =
        RuntimeSettings.of(new RuntimeId("r1"), "here", folder.resolve("work"))
            .with(RUNTIME)
            .with(FEW);
    try (EmbeddedRedis redis = start();
        Messaging messaging = RedisMessaging.connect(redis.settings());
        ControlPlane controlPlane = new ControlPlane("c1", messaging, CONTROL_PLANE);
        ServiceRuntime runtime = new ServiceRuntime(settings, messaging, artifacts, reason -> {});
        Router router = new Router(messaging, RouterSettings.defaults().withSweep(NEVER))) {
      controlPlane.start();
      runtime.start();
      router.start();
      Deployments deployments =
          new Deployments(
              messaging,
              artifacts,
              new DeploymentsSettings(NEVER, NEVER, 10, SourceLimits.defaults()));
      byte[] yaml = Files.readAllBytes(ECHO.resolve("deployment.yml"));
      byte[] input = "{\"message\": \"hi\"}".getBytes(StandardCharsets.UTF_8);

      for (boolean reload : new boolean[] {false, true}) {
        String name = deployments.deploy(yaml, "deployment.yml", ECHO, reload).value();

        assertThat(router.open(name).run(null, null, input).result())
            .asString(StandardCharsets.UTF_8)
            .isEqualTo("\"Message received: hi\"");
        runMany(router.open(name), input);
      }
    }
  }

  /** More at once than a runtime takes: who comes into a queue that is not empty rings no bell. */
  private static void runMany(LiveDeployment deployment, byte[] input) throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<EndedRun>> ends = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        ends.add(callers.submit(() -> deployment.run(null, null, input)));
      }
      for (Future<EndedRun> end : ends) {
        assertThat(end.get().result())
            .asString(StandardCharsets.UTF_8)
            .isEqualTo("\"Message received: hi\"");
      }
    }
  }

  private EmbeddedRedis start() {
    return EmbeddedRedis.start(EmbeddedRedisSettings.of(folder.resolve("redis")));
  }
}
