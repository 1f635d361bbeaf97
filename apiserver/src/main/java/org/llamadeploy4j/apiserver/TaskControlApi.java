package org.llamadeploy4j.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.controlplane.LiveDeployment;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.controlplane.TaskControl;
import org.llamadeploy4j.controlplane.TaskFilter;
import org.llamadeploy4j.messaging.TaskPage;
import org.llamadeploy4j.messaging.TaskPlace;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskDefinition;
import org.llamadeploy4j.protocol.TaskStatus;
import org.llamadeploy4j.protocol.TaskStatusPage;

/** Tasks as people look at them and control them. Llama Deploy has only the plain list. */
final class TaskControlApi {
  private static final String PATH = "/deployments/{deployment}/tasks";
  private static final String ONE = PATH + "/{task}";
  private static final String SCHEMA = "TaskStatus";

  private static final String STATUS = "status";
  private static final String SERVICE = "service_id";
  private static final String SESSION = "session_id";
  private static final String LIMIT = "limit";
  private static final String CURSOR = "cursor";
  private static final String VIEW = "view";
  private static final String FULL = "full";
  private static final List<String> PAGE_PARAMETERS =
      List.of(STATUS, SERVICE, SESSION, LIMIT, CURSOR, VIEW);

  private static final int MAX_LISTED = 1_000;
  private static final int PAGE = 100;

  private final Router router;

  TaskControlApi(Router router) {
    this.router = router;
  }

  List<Route> routes() {
    Parameter deployment = Parameter.path("deployment");
    Parameter task = Parameter.path("task");
    return List.of(
        new Route(
            Route.Method.GET,
            PATH,
            "The newest thousand tasks; with any of its parameters, a page of tasks with their status",
            List.of(
                deployment,
                Parameter.query(STATUS, "string", false),
                Parameter.query(SERVICE, "string", false),
                Parameter.query(SESSION, "string", false),
                Parameter.query(LIMIT, "integer", false),
                Parameter.query(CURSOR, "string", false),
                Parameter.query(VIEW, "string", false)),
            "",
            "TaskDefinition[] or TaskStatusPage",
            this::list),
        new Route(
            Route.Method.GET,
            ONE,
            "How a task is",
            List.of(deployment, task),
            "",
            SCHEMA,
            this::find),
        verb("cancel", "Cancels a task, at once or through its runtime", SCHEMA, this::cancel),
        verb("retry", "Has a failed or cancelled task begin anew", SCHEMA, this::retry),
        verb("delete", "Removes a task that has ended", "null", this::delete));
  }

  private static Route verb(String verb, String summary, String response, Route.Handler handler) {
    List<Parameter> parameters = List.of(Parameter.path("deployment"), Parameter.path("task"));
    return new Route(
        Route.Method.POST, ONE + "/" + verb, summary, parameters, "", response, handler);
  }

  private void cancel(Exchange exchange) {
    exchange.json(status(control(exchange).cancel(exchange.path("task"))));
  }

  private void retry(Exchange exchange) {
    exchange.json(status(control(exchange).retry(exchange.path("task"))));
  }

  private void delete(Exchange exchange) {
    control(exchange).delete(exchange.path("task"));
    exchange.json(null);
  }

  /** Clients of Llama Deploy send no parameters here and get what they know. */
  private void list(Exchange exchange) {
    if (PAGE_PARAMETERS.stream().allMatch(name -> exchange.query(name) == null)) {
      List<TaskView> tasks = open(exchange).tasks(MAX_LISTED);
      exchange.json(tasks.stream().map(TaskControlApi::definition).toList());
      return;
    }
    String view = exchange.query(VIEW);
    if (view != null && !view.equals(FULL)) {
      throw InvalidRequestException.notAllowed(VIEW, view, List.of(FULL));
    }
    TaskFilter filter = filter(exchange);
    TaskPlace after = after(exchange);
    TaskPage page =
        control(exchange).list(filter, after, exchange.number(LIMIT, PAGE, 1, MAX_LISTED));
    exchange.json(
        new TaskStatusPage(
            page.tasks().stream().map(TaskControlApi::status).toList(),
            PageCursor.write(page.next())));
  }

  private static TaskFilter filter(Exchange exchange) {
    String service = exchange.query(SERVICE);
    String session = exchange.query(SESSION);
    return new TaskFilter(
        statuses(exchange),
        service == null ? null : new ServiceId(service),
        session == null ? null : new SessionId(session));
  }

  private static Set<RunStatus> statuses(Exchange exchange) {
    Set<RunStatus> statuses = EnumSet.noneOf(RunStatus.class);
    for (String word : exchange.words(STATUS)) {
      statuses.add(
          Arrays.stream(RunStatus.values())
              .filter(status -> status.wire().equals(word))
              .findFirst()
              .orElseThrow(() -> InvalidRequestException.notAllowed(STATUS, word, allStatuses())));
    }
    return statuses;
  }

  private static List<String> allStatuses() {
    return Arrays.stream(RunStatus.values()).map(RunStatus::wire).toList();
  }

  private static @Nullable TaskPlace after(Exchange exchange) {
    String cursor = exchange.query(CURSOR);
    if (cursor == null) {
      return null;
    }
    TaskPlace place = PageCursor.read(cursor);
    if (place == null) {
      throw InvalidRequestException.notACursor(CURSOR, cursor);
    }
    return place;
  }

  private void find(Exchange exchange) {
    exchange.json(status(control(exchange).find(exchange.path("task"))));
  }

  private LiveDeployment open(Exchange exchange) {
    return router.open(exchange.path("deployment"));
  }

  private TaskControl control(Exchange exchange) {
    return open(exchange).control();
  }

  private static TaskDefinition definition(TaskView task) {
    return new TaskDefinition(
        new String(Objects.requireNonNull(task.input()), StandardCharsets.UTF_8),
        task.task().value(),
        text(task.session()),
        task.service().value());
  }

  static TaskStatus status(TaskView task) {
    return new TaskStatus(
        task.task().value(),
        task.service().value(),
        text(task.session()),
        task.status(),
        task.attempts(),
        failure(task),
        text(task.blockedBy()),
        task.cancelRequested(),
        task.submittedAt(),
        task.startedAt(),
        task.endedAt(),
        text(task.version()),
        text(task.runtime()),
        task.startAt(),
        task.lostClaims());
  }

  private static @Nullable RunFailure failure(TaskView task) {
    byte[] result = task.result();
    return result == null || task.status() == RunStatus.COMPLETED
        ? null
        : ProtocolJson.read(result, RunFailure.class);
  }

  private static @Nullable String text(@Nullable Object id) {
    return id == null ? null : id.toString();
  }
}
