package org.llamadeploy4j.apiserver;

import java.util.List;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.controlplane.Sessions;
import org.llamadeploy4j.protocol.SessionDefinition;

/** Sessions of a deployment. */
final class SessionsApi {
  private static final String PATH = "/deployments/{deployment}/sessions";
  private static final String SCHEMA = "SessionDefinition";
  private static final int MAX_LISTED = 1_000;

  private final Router router;

  SessionsApi(Router router) {
    this.router = router;
  }

  List<Route> routes() {
    Parameter deployment = Parameter.path("deployment");
    return List.of(
        new Route(
            Route.Method.GET,
            PATH,
            "The oldest thousand sessions",
            List.of(deployment),
            "",
            SCHEMA + "[]",
            this::list),
        new Route(
            Route.Method.POST,
            PATH + "/create",
            "Makes a session",
            List.of(deployment),
            "",
            SCHEMA,
            this::create),
        new Route(
            Route.Method.POST,
            PATH + "/delete",
            "Removes a session and its state",
            List.of(deployment, Parameter.query("session_id", "string", true)),
            "",
            "null",
            this::delete),
        new Route(
            Route.Method.GET,
            PATH + "/{session}",
            "One session",
            List.of(deployment, Parameter.path("session")),
            "",
            SCHEMA,
            this::find));
  }

  private void list(Exchange exchange) {
    exchange.json(sessions(exchange).list(MAX_LISTED).stream().map(SessionDefinition::of).toList());
  }

  private void create(Exchange exchange) {
    exchange.json(SessionDefinition.of(sessions(exchange).create()));
  }

  private void delete(Exchange exchange) {
    String session = exchange.requiredQuery("session_id");
    sessions(exchange).delete(session);
    exchange.json(null);
  }

  private void find(Exchange exchange) {
    exchange.json(SessionDefinition.of(sessions(exchange).find(exchange.path("session"))));
  }

  private Sessions sessions(Exchange exchange) {
    return router.open(exchange.path("deployment")).sessions();
  }
}
