package org.llamadeploy4j.apiserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.controlplane.Deployments;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ServerStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server says about itself. */
final class StatusApi {
  /** The header that names the durability level and what failures cost under it. */
  static final String DURABILITY = "Llama-Deploy-Durability";

  private static final Logger LOG = LoggerFactory.getLogger(StatusApi.class);

  private final Messaging messaging;
  private final Router router;
  private final Deployments deployments;

  StatusApi(Messaging messaging, Router router, Deployments deployments) {
    this.messaging = messaging;
    this.router = router;
    this.deployments = deployments;
  }

  List<Route> routes() {
    return List.of(
        new Route(Route.Method.GET, "/", "Where to look", List.of(), "", "Links", this::links),
        new Route(
            Route.Method.GET,
            "/status",
            "How the server is, and what is deployed",
            List.of(),
            "",
            "Status",
            this::status),
        new Route(
            Route.Method.GET,
            "/status/metrics",
            "Metrics as Prometheus reads them; none yet",
            List.of(),
            "",
            "",
            Exchange::noContent));
  }

  private void links(Exchange exchange) {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("swagger_docs", exchange.base() + "docs");
    links.put("status", exchange.base() + "status");
    exchange.json(links);
  }

  /** A server without its store still says how it is. */
  private void status(Exchange exchange) {
    ServerStatus status = status();
    if (status.status() == ServerStatus.Health.HEALTHY) {
      durability(exchange);
    }
    exchange.json(status);
  }

  /** A header of our own: the body is that of Llama Deploy. */
  private void durability(Exchange exchange) {
    try {
      exchange.header(DURABILITY, messaging.durability().toString());
    } catch (MessagingUnavailableException e) {
      LOG.debug("the store went away while its durability was asked for", e);
    }
  }

  private ServerStatus status() {
    Messaging.Health health = messaging.health();
    if (!health.up()) {
      return unhealthy(health.detail());
    }
    try {
      List<String> names = router.deployments().stream().map(DeploymentName::value).toList();
      return new ServerStatus(ServerStatus.Health.HEALTHY, "", deployments.maxDeployments(), names);
    } catch (MessagingUnavailableException e) {
      return unhealthy(String.valueOf(e.getMessage()));
    }
  }

  private ServerStatus unhealthy(String why) {
    return new ServerStatus(
        ServerStatus.Health.UNHEALTHY,
        "The store does not answer: " + why,
        deployments.maxDeployments(),
        null);
  }
}
