package org.llamadeploy4j.apiserver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.controlplane.RouterSettings;

/**
 * How an API server behaves.
 *
 * @param host the address to listen on
 * @param port the port; 0: any free one
 * @param cors whether browsers may call from other origins
 * @param baseFolder what a relative {@code base_path} of a deploy request is relative to
 * @param maxBodyBytes how large a request's body may be
 * @param maxStreams how many event streams may be open at once
 * @param streamSweep how often an open stream looks by itself, should a wake-up be lost
 * @param router how tasks are admitted and waited for
 * @param deployments how deploying behaves
 */
public record ApiServerSettings(
    String host,
    int port,
    boolean cors,
    Path baseFolder,
    int maxBodyBytes,
    int maxStreams,
    Duration streamSweep,
    RouterSettings router,
    DeploymentsSettings deployments) {
  private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when one makes no sense
   */
  public ApiServerSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
    if (maxBodyBytes < 1 || maxStreams < 1) {
      throw new IllegalArgumentException("maxBodyBytes and maxStreams must be at least 1");
    }
  }

  /** 127.0.0.1:4501, bodies up to 10 MB, the current folder as base. */
  public static ApiServerSettings defaults() {
    return new ApiServerSettings(
        "127.0.0.1",
        4501,
        true,
        Path.of(""),
        MAX_BODY_BYTES,
        10_000,
        Duration.ofSeconds(2),
        RouterSettings.defaults(),
        DeploymentsSettings.defaults());
  }

  /** The same on another address; port 0 is any free one. */
  public ApiServerSettings withAddress(String newHost, int newPort) {
    return new ApiServerSettings(
        newHost,
        newPort,
        cors,
        baseFolder,
        maxBodyBytes,
        maxStreams,
        streamSweep,
        router,
        deployments);
  }

  /** The same with CORS off when {@code DISABLE_CORS} has any value in this environment. */
  public ApiServerSettings withEnvironment(Map<String, String> environment) {
    boolean disabled = !environment.getOrDefault("DISABLE_CORS", "").isEmpty();
    return new ApiServerSettings(
        host,
        port,
        cors && !disabled,
        baseFolder,
        maxBodyBytes,
        maxStreams,
        streamSweep,
        router,
        deployments);
  }

  /** The same with another base folder. */
  public ApiServerSettings withBaseFolder(Path folder) {
    return new ApiServerSettings(
        host, port, cors, folder, maxBodyBytes, maxStreams, streamSweep, router, deployments);
  }

  /** The same with another bound on open event streams. */
  public ApiServerSettings withMaxStreams(int streams) {
    return new ApiServerSettings(
        host, port, cors, baseFolder, maxBodyBytes, streams, streamSweep, router, deployments);
  }

  /** The same with other bounds on the body of a request and on open event streams. */
  public ApiServerSettings withLimits(int bodyBytes, int streams) {
    return new ApiServerSettings(
        host, port, cors, baseFolder, bodyBytes, streams, streamSweep, router, deployments);
  }

  /** The same with other ways to admit tasks and to deploy. */
  public ApiServerSettings with(RouterSettings newRouter, DeploymentsSettings newDeployments) {
    return new ApiServerSettings(
        host,
        port,
        cors,
        baseFolder,
        maxBodyBytes,
        maxStreams,
        streamSweep,
        newRouter,
        newDeployments);
  }
}
