package org.llamadeploy4j.dist;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llamadeploy4j.apiserver.ApiServer;
import org.llamadeploy4j.cli.ServeOptions;
import org.llamadeploy4j.controlplane.Deployments;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.messaging.DataFolderLock;
import org.llamadeploy4j.protocol.DeploymentFileParser;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RuntimeId;

/** {@code llamactl serve}: all roles in one process, on a Redis of its own or a given one. */
final class ServeProgram {
  private final ServeOptions options;
  private final DataFolder folder;
  private final PrintStream out;
  private final PrintStream err;
  private final Shutdown shutdown;
  private final Lifecycle parts;

  ServeProgram(
      ServeOptions options, PrintStream out, PrintStream err, Shutdown shutdown, Lifecycle parts) {
    this.options = options;
    this.folder = new DataFolder(options.data());
    this.out = out;
    this.err = err;
    this.shutdown = shutdown;
    this.parts = parts;
  }

  /**
   * Starts everything and returns; the program goes on until it is told to stop.
   *
   * @return the port it listens at
   */
  int start() throws IOException, InterruptedException {
    DataFolderLock lock = parts.add("data folder", DataFolderLock.take(folder.root()));
    RedisAccess redis = RedisAccess.of(options, folder, parts);
    Roles roles = new Roles(parts, folder, redis, new AppliedLimits(options.limits()), err);
    RuntimeId runtime = folder.runtimeId();
    // The leader starts after the runtime and stops before it: else it would move what it placed.
    roles.runtime(runtime, options.parkAfter(), this::restartNeeded);
    roles.controlPlane("with-" + runtime, options.placements());
    ApiServer api = roles.apiserver(options.host(), options.port());
    String url = "http://" + options.host() + ":" + api.port();
    lock.describe("API at " + url);
    Path file = options.deploymentFile();
    if (file != null) {
      deploy(roles, file);
    }
    out.println("LlamaDeploy4J is ready. Press Ctrl-C to stop.");
    out.println("  API    " + url);
    out.println("  Redis  " + redis.description());
    out.println("  Level  " + roles.messaging().durability());
    out.println("  Data   " + folder.root());
    out.println("  Logs   " + folder.logFile());
    return api.port();
  }

  private void deploy(Roles roles, Path file) throws IOException, InterruptedException {
    DeploymentsSettings settings =
        new AppliedLimits(options.limits()).in(DeploymentsSettings.defaults());
    Deployments deployments = new Deployments(roles.messaging(), roles.artifacts(), settings);
    byte[] yaml = Files.readAllBytes(file);
    String fileName = String.valueOf(file.getFileName());
    DeploymentName name = DeploymentFileParser.parse(yaml, fileName).spec().name();
    boolean known = roles.messaging().fleet().read().deployments().containsKey(name);
    out.println("Deploying " + name + " from " + file);
    deployments.deploy(yaml, fileName, folderOf(file), known);
    out.println("Deployment successful: " + name);
  }

  private void restartNeeded(String reason) {
    out.println("Stopping, to be started again: " + reason);
    shutdown.request(Programs.RESTART_NEEDED);
  }

  static Path folderOf(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null ? Path.of("/") : parent;
  }
}
