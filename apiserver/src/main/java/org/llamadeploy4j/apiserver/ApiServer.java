package org.llamadeploy4j.apiserver;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.llamadeploy4j.controlplane.Deployments;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.controlplane.Undeployment;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST server of Llama Deploy's API. Holds nothing that is not in the stores; any number of
 * them serve one fleet. Start and close it once each, on one thread.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  /** How long connections that nobody uses may delay a stop. */
  private static final Duration IDLE_AT_STOP = Duration.ofMillis(20);

  /** With the default, 50, a burst of clients waits a second or more for its connections. */
  private static final int CONNECTIONS_NOT_ACCEPTED_YET = 1_024;

  private static final int MULTIPART_IN_MEMORY_MB = 1;

  private final ApiServerSettings settings;
  private final Router router;
  private final EventStreams streams;
  private final List<Route> routes;
  private final Javalin javalin;
  private boolean started;

  /** A server that does not listen yet. Both stores stay the caller's. */
  public ApiServer(Messaging messaging, ArtifactStore artifacts, ApiServerSettings settings) {
    this.settings = settings;
    this.router = new Router(messaging, settings.router());
    this.streams = new EventStreams(settings.maxStreams(), settings.streamSweep());
    Deployments deployments = new Deployments(messaging, artifacts, settings.deployments());
    Undeployment undeployment =
        new Undeployment(messaging, settings.deployments(), settings.router().shards());
    List<Route> api =
        Stream.of(
                new StatusApi(messaging, router, deployments).routes(),
                new DeploymentsApi(router, deployments, undeployment, settings.baseFolder())
                    .routes(),
                new TasksApi(router, streams, InstantSource.system()).routes(),
                new TaskControlApi(router).routes(),
                new SessionsApi(router).routes())
            .flatMap(List::stream)
            .toList();
    this.routes = Stream.concat(api.stream(), Stream.of(DocsPage.about(api))).toList();
    this.javalin = Javalin.create(this::configure);
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.jetty.threadPool = HttpThreads.create();
    config.jetty.modifyServer(this::configure);
    config.jetty.modifyHttpConfiguration(ApiServer::configure);
    config.jetty.multipartConfig.maxTotalRequestSize(settings.maxBodyBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxInMemoryFileSize(MULTIPART_IN_MEMORY_MB, SizeUnit.MB);
    config.http.maxRequestSize = settings.maxBodyBytes();
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.requestLogger.http((ctx, millis) ->
        LOG.debug("{} {} {} {} ms", ctx.method(), ctx.path(), ctx.statusCode(), millis));
    ErrorAnswers.register(config.routes);
    RouteGuard guard = new RouteGuard(routes);
    BodyLimit limit = new BodyLimit(settings.maxBodyBytes());
    config.routes.before(ctx -> admit(ctx, guard, limit));
    for (Route route : routes) {
      config.routes.addEndpoint(
          new Endpoint(
              HandlerType.findOrCreate(route.method().name()),
              route.path(),
              ctx -> route.handler().handle(new Exchange(ctx, settings.maxBodyBytes()))));
    }
  }

  /**
   * A connection's cache of headers takes 98 KB by default, for headers that are parsed as fast
   * without it.
   */
  private static void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setHeaderCacheSize(0);
  }

  /** Whoever is answered when the server stops gets that answer. */
  private void configure(Server server) {
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(STOP_TIMEOUT.toMillis());
    server.setHandler(
        new GracefulHandler(
            new EarlyRefusals(router::arrive, HttpThreads.forRequests(server.getThreadPool()))));
    server.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStarting(LifeCycle event) {
            for (Connector connector : server.getConnectors()) {
              configure((ServerConnector) connector);
            }
          }
        });
  }

  private static void configure(ServerConnector connector) {
    connector.setShutdownIdleTimeout(IDLE_AT_STOP.toMillis());
    connector.setAcceptQueueSize(CONNECTIONS_NOT_ACCEPTED_YET);
  }

  private void admit(Context ctx, RouteGuard guard, BodyLimit limit) throws IOException {
    if ((settings.cors() && Cors.handle(ctx)) || guard.handle(ctx)) {
      ctx.skipRemainingHandlers();
      return;
    }
    limit.check(ctx);
  }

  /**
   * Begins to listen.
   *
   * @throws MessagingException when the store cannot be reached
   * @throws RuntimeException when the address is taken; nothing runs then
   */
  public void start() {
    router.start();
    try {
      javalin.start(settings.host(), settings.port());
    } catch (RuntimeException e) {
      router.close();
      throw e;
    }
    started = true;
    LOG.info("The API server listens on http://{}:{}", settings.host(), port());
  }

  /** The port it listens on; the real one when any free one was asked for. */
  public int port() {
    return javalin.port();
  }

  /** The table of routes. */
  List<Route> routes() {
    return routes;
  }

  /** Stops listening, cuts open streams, answers those who wait with 503. Idempotent. */
  @Override
  public void close() {
    streams.close();
    router.close();
    if (started) {
      started = false;
      javalin.stop();
    }
  }
}
