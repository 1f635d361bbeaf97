package org.llamadeploy4j.dist;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.llamadeploy4j.apiserver.ApiServer;
import org.llamadeploy4j.apiserver.ApiServerSettings;
import org.llamadeploy4j.controlplane.ControlPlane;
import org.llamadeploy4j.controlplane.ControlPlaneSettings;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.messaging.FolderArtifactStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.RedisSettings;
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
  private final Messaging messaging;
  private final ArtifactStore artifacts;

  /** Connects; the connection is the first part of the program. */
  Roles(Lifecycle parts, DataFolder folder, RedisSettings redis) {
    this.parts = parts;
    this.folder = folder;
    this.messaging = parts.add("connection to Redis", RedisMessaging.connect(redis));
    this.artifacts = new FolderArtifactStore(folder.artifacts());
  }

  Messaging messaging() {
    return messaging;
  }

  ArtifactStore artifacts() {
    return artifacts;
  }

  ApiServer apiserver(String host, int port) {
    ApiServerSettings settings =
        ApiServerSettings.defaults().withEnvironment(System.getenv()).withAddress(host, port);
    ApiServer server = parts.add("API server", new ApiServer(messaging, artifacts, settings));
    server.start();
    return server;
  }

  /**
   * Starts a control plane.
   *
   * @param id unique among those that run; one that comes back under its former id keeps its lead
   */
  void controlPlane(String id) {
    ControlPlane plane =
        parts.add(
            "control plane", new ControlPlane(id, messaging, ControlPlaneSettings.defaults()));
    plane.start();
  }

  ServiceRuntime runtime(RuntimeId id, Consumer<String> onRestartNeeded) {
    RuntimeSettings settings =
        RuntimeSettings.of(id, hostName(), folder.work(id)).withListenersOnClassPath();
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
