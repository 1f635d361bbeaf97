package org.llamadeploy4j.apiserver;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.controlplane.LiveDeployment;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.controlplane.Submitted;
import org.llamadeploy4j.controlplane.TaskWish;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.EventDefinition;
import org.llamadeploy4j.protocol.InvalidIdException;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.StartTime;
import org.llamadeploy4j.protocol.TaskDefinition;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.TaskInput;
import org.llamadeploy4j.protocol.TaskResult;

/** Tasks: running, creating, sending events into them, their results and streams. */
final class TasksApi {
  private static final String PATH = "/deployments/{deployment}/tasks";
  private static final String ONE = PATH + "/{task}";
  private static final String DEPLOYMENT = "deployment";
  private static final String TASK = "task";
  private static final String SESSION = "session_id";
  private static final String HANDLER = "handler_id";
  private static final String RAW = "raw_event";
  private static final String INTERNAL = "include_internal";
  private static final String CHILDREN = "include_children";

  private final Router router;
  private final EventStreams streams;
  private final InstantSource clock;

  TasksApi(Router router, EventStreams streams, InstantSource clock) {
    this.router = router;
    this.streams = streams;
    this.clock = clock;
  }

  List<Route> routes() {
    Parameter deployment = Parameter.path(DEPLOYMENT);
    Parameter task = Parameter.path(TASK);
    Parameter optionalSession = Parameter.query(SESSION, "string", false);
    Parameter session = Parameter.query(SESSION, "string", true);
    Parameter key = Parameter.header(Exchange.IDEMPOTENCY_KEY);
    Parameter raw = Parameter.query(RAW, "boolean", false);
    Parameter internal = Parameter.query(INTERNAL, "boolean", false);
    Parameter children = Parameter.query(CHILDREN, "boolean", false);
    return List.of(
        new Route(
            Route.Method.POST,
            PATH + "/run",
            "Runs a service and answers with its result",
            List.of(deployment, optionalSession, key),
            "TaskDefinition",
            "any",
            this::run),
        new Route(
            Route.Method.POST,
            PATH + "/create",
            "Accepts a task and does not wait for it",
            List.of(deployment, optionalSession, internal, key),
            "TaskDefinition",
            "TaskDefinition",
            this::create),
        new Route(
            Route.Method.POST,
            ONE + "/events",
            "Sends an event into a task's run",
            List.of(deployment, task, session, key),
            "EventDefinition",
            "EventDefinition",
            this::send),
        new Route(
            Route.Method.GET,
            ONE + "/events",
            "A task's events from the first to the last, one JSON object per line",
            List.of(deployment, task, session, raw, internal, children),
            "",
            "any",
            this::events),
        new Route(
            Route.Method.GET,
            ONE + "/results",
            "Waits for a task's end and answers with its result",
            List.of(deployment, task, session),
            "",
            "TaskResult",
            this::results));
  }

  private void run(Exchange exchange) throws IOException, InterruptedException {
    TaskWish wish = wish(exchange, exchange.body());
    exchange.jsonBytes(resultOf(open(exchange).run(wish)));
  }

  /** A task gets a session of its own when none is named: the answer has to name one. */
  private void create(Exchange exchange) throws IOException {
    boolean watched = exchange.flag(INTERNAL);
    JsonBody body = exchange.body();
    TaskWish wish = wish(exchange, body);
    Submitted task = open(exchange).create(watched ? wish.watched() : wish);
    String session = task.session() == null ? null : task.session().value();
    exchange.json(
        new TaskDefinition(body.text("input"), task.task().value(), session, wish.service()));
  }

  private TaskWish wish(Exchange exchange, JsonBody body) {
    byte[] input = TaskInput.toJson(body.text("input"));
    String session = session(exchange, body);
    String handler = body.optionalText(HANDLER);
    TaskWish wish =
        new TaskWish(
            body.optionalText("service_id"),
            handler == null ? session : handler(handler, session),
            input,
            exchange.idempotencyKey(),
            startAt(body));
    return handler == null ? wish : wish.asHandler();
  }

  /** A handler is a session under a name that the client chose. */
  private static String handler(String handler, @Nullable String session) {
    if (session != null) {
      throw InvalidRequestException.badField(
          HANDLER, "A handler is a session of its own; leave out session_id", handler);
    }
    try {
      return new SessionId(handler).value();
    } catch (InvalidIdException e) {
      throw InvalidRequestException.badField(
          HANDLER, "Input should be 1 to 128 letters, digits, '-', '_' or '.'", handler);
    }
  }

  private void send(Exchange exchange) throws IOException {
    String session = exchange.requiredQuery(SESSION);
    JsonBody body = exchange.body();
    EventDefinition event =
        new EventDefinition(
            body.text("service_id"), body.text("event_obj_str"), body.optionalText("step"));
    open(exchange).send(exchange.path(TASK), session, event, exchange.idempotencyKey());
    exchange.json(event);
  }

  private void events(Exchange exchange) throws IOException, InterruptedException {
    String session = exchange.requiredQuery(SESSION);
    StreamWish wish =
        new StreamWish(exchange.flag(RAW), exchange.flag(INTERNAL), exchange.flag(CHILDREN));
    LiveDeployment deployment = open(exchange);
    TaskId task = deployment.task(exchange.path(TASK), session).task();
    streams.copy(deployment, task, wish, exchange);
  }

  private void results(Exchange exchange) throws InterruptedException {
    String session = exchange.requiredQuery(SESSION);
    LiveDeployment deployment = open(exchange);
    TaskId task = deployment.task(exchange.path(TASK), session).task();
    exchange.json(TaskResult.of(task, resultOf(deployment.awaitEnd(task))));
  }

  private LiveDeployment open(Exchange exchange) {
    return router.open(exchange.path(DEPLOYMENT));
  }

  /** Older clients name the session in the query, newer ones in the body; the query wins. */
  private static @Nullable String session(Exchange exchange, JsonBody body) {
    String inQuery = exchange.query(SESSION);
    return inQuery != null ? inQuery : body.optionalText(SESSION);
  }

  private @Nullable Instant startAt(JsonBody body) {
    String text = body.optionalText("start_at");
    return text == null ? null : StartTime.parse(text, clock.instant());
  }

  private static byte[] resultOf(EndedRun end) {
    if (end.status() == RunStatus.COMPLETED) {
      return end.result();
    }
    RunFailure failure = ProtocolJson.read(end.result(), RunFailure.class);
    boolean refused = failure.code().equals("invalid_input");
    throw new ControlPlaneException(
        refused ? ErrorCode.INVALID_INPUT : ErrorCode.RUN_FAILED, failure.text());
  }
}
