package org.llamadeploy4j.dist;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Consumer;
import org.llamadeploy4j.apiserver.ApiServer;
import org.llamadeploy4j.apiserver.ApiServerSettings;
import org.llamadeploy4j.controlplane.ControlPlane;
import org.llamadeploy4j.controlplane.ControlPlaneSettings;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.messaging.FolderArtifactStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.serviceruntime.RuntimeSettings;
import org.llamadeploy4j.serviceruntime.ServiceRuntime;

/**
 * Starts roles on one connection to Redis and one data folder; what it starts is stopped with the
 * program's parts. Used by the thread that starts the program.
 */
final class Roles {
  private final Lifecycle parts;
  private final DataFolder folder;
  private final RedisAccess redis;
  private final AppliedLimits limits;
  private final RedisMessaging messaging;
  private final FolderArtifactStore artifacts;

  /**
   * Connects; the connection is the first part of the program.
   *
   * @param limits the bounds that the roles keep
   * @param err is told what is not as it should be with a Redis that somebody else runs
   */
  Roles(
      Lifecycle parts,
      DataFolder folder,
      RedisAccess redis,
      AppliedLimits limits,
      PrintStream err) {
    this.parts = parts;
    this.folder = folder;
    this.redis = redis;
    this.limits = limits;
    this.messaging = parts.add("connection to Redis", RedisMessaging.connect(redis.settings()));
    this.artifacts = new FolderArtifactStore(folder.artifacts());
    if (!redis.own()) {
      messaging.warnings().forEach(w -> err.println("Warning: " + redis.description() + ": " + w));
    }
  }

  /**
   * Makes sure that this is the fleet whose artifacts are in the folder. For roles that use them.
   *
   * @throws ProgramException when it is another one
   */
  private void guardFleet() {
    String where = hostName() + ":" + folder.artifacts();
    new FleetGuard(messaging.fleet(), artifacts, where, redis.description()).check(redis.own());
  }

  Messaging messaging() {
    return messaging;
  }

  ArtifactStore artifacts() {
    return artifacts;
  }

  ApiServer apiserver(String host, int port) {
    guardFleet();
    ApiServerSettings settings =
        limits
            .in(ApiServerSettings.defaults())
            .withEnvironment(System.getenv())
            .withAddress(host, port);
    ApiServer server = parts.add("API server", new ApiServer(messaging, artifacts, settings));
    server.start();
    return server;
  }

  /**
   * Starts a control plane.
   *
   * @param id unique among those that run; one that comes back under its former id keeps its lead
   * @param placements how many runtimes hold each live version, where there are so many
   */
  void controlPlane(String id, int placements) {
    ControlPlaneSettings settings = ControlPlaneSettings.defaults().withReplicas(placements);
    ControlPlane plane = parts.add("control plane", new ControlPlane(id, messaging, settings));
    plane.start();
  }

  /**
   * Starts a service runtime.
   *
   * @param parkAfter how long nothing happens to a run that waits until it leaves memory
   */
  ServiceRuntime runtime(RuntimeId id, Duration parkAfter, Consumer<String> onRestartNeeded) {
    guardFleet();
    RuntimeSettings settings =
        limits
            .in(RuntimeSettings.of(id, hostName(), folder.work(id)))
            .with(RuntimeSettings.Times.DEFAULT.withIdle(parkAfter))
            .withListenersOnClassPath();
    ServiceRuntime runtime =
        parts.add(
            "service runtime", new ServiceRuntime(settings, messaging, artifacts, onRestartNeeded));
    runtime.start();
    return runtime;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // Only people read it; a machine without a name still runs.
      return "localhost";
    }
  }
}
