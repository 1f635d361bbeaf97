package org.llamadeploy4j.dist;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.llamadeploy4j.cli.RunOnceOptions;
import org.llamadeploy4j.controlplane.Deployments;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.controlplane.LiveDeployment;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.controlplane.RouterSettings;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings.Fsync;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskInput;
import org.llamadeploy4j.serviceruntime.RuntimeSettings;

/** {@code llamactl run -f}: everything in one short-lived process, for one task. */
final class RunOnceProgram {
  private static final String LOOPBACK = "127.0.0.1";

  private final RunOnceOptions options;
  private final DataFolder folder;
  private final Lifecycle parts;
  private final PrintStream err;

  RunOnceProgram(RunOnceOptions options, DataFolder folder, Lifecycle parts, PrintStream err) {
    this.options = options;
    this.folder = folder;
    this.parts = parts;
    this.err = err;
  }

  /**
   * Starts, deploys and runs.
   *
   * @return the result, as people are shown it
   * @throws ProgramException when the run failed or took too long
   */
  String run() throws IOException, InterruptedException {
    byte[] input = TaskInput.toJson(options.input());
    RedisAccess redis = RedisAccess.embedded(folder, Fsync.EVERYSEC, AppliedLimits.USUAL, parts);
    Roles roles = new Roles(parts, folder, redis, AppliedLimits.USUAL, err);
    RuntimeId runtime = DataFolder.freshRuntimeId();
    roles.runtime(runtime, RuntimeSettings.Times.DEFAULT.idle(), reason -> {});
    roles.controlPlane("with-" + runtime, 1);
    roles.apiserver(LOOPBACK, 0);
    Deployments deployments =
        new Deployments(roles.messaging(), roles.artifacts(), DeploymentsSettings.defaults());
    DeploymentName name =
        deployments.deploy(
            Files.readAllBytes(options.deploymentFile()),
            String.valueOf(options.deploymentFile().getFileName()),
            ServeProgram.folderOf(options.deploymentFile()),
            false);
    Router router = parts.add("router", new Router(roles.messaging(), RouterSettings.defaults()));
    router.start();
    return resultOf(await(router.open(name.value()), input));
  }

  private EndedRun await(LiveDeployment deployment, byte[] input) throws InterruptedException {
    String service = options.service() == null ? null : options.service().value();
    FutureTask<EndedRun> run = new FutureTask<>(() -> deployment.run(service, null, input));
    Thread.ofVirtual().name("run").start(run);
    Duration timeout = options.timeout();
    try {
      return timeout.isZero() ? run.get() : run.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      run.cancel(true);
      throw new ProgramException(
          "the run did not end within %s s; give it longer with --timeout"
              .formatted(timeout.toSeconds()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new ProgramException("the run could not be waited for: " + e.getCause());
    }
  }

  private static String resultOf(EndedRun end) {
    if (end.status() == RunStatus.COMPLETED) {
      return ProtocolJson.text(end.result());
    }
    if (end.result().length == 0) {
      throw new ProgramException("the run was " + end.status().wire());
    }
    throw new ProgramException(ProtocolJson.read(end.result(), RunFailure.class).text());
  }
}
