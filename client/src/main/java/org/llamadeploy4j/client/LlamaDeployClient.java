package org.llamadeploy4j.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.DeploymentDefinition;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.EventDefinition;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.ServerStatus;
import org.llamadeploy4j.protocol.SessionDefinition;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskDefinition;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.TaskResult;
import org.llamadeploy4j.protocol.TaskStatus;
import org.llamadeploy4j.protocol.TaskStatusPage;
import org.llamadeploy4j.protocol.Undeployed;

/**
 * A connection to an API server. Any number of threads may share one; every call blocks until the
 * answer is there. Calls throw {@link ApiException} when the server refuses, {@link
 * ServerDownException} when there is none, {@link TransportException} when the outcome is unknown.
 *
 * <p>Over 300 lines: a method for each route.
 */
public final class LlamaDeployClient implements AutoCloseable {
  private static final @Nullable MediaType JSON = MediaType.parse("application/json");
  private static final @Nullable MediaType OCTETS = MediaType.parse("application/octet-stream");
  private static final String SESSION = "session_id";
  private static final String INTERNAL = "include_internal";

  private final HttpUrl server;
  private final Transport transport;

  private LlamaDeployClient(ClientSettings settings) {
    this.server = HttpUrl.get(settings.server().toString());
    this.transport = new Transport(settings);
  }

  /** Makes a client; nothing is sent yet. */
  public static LlamaDeployClient of(ClientSettings settings) {
    return new LlamaDeployClient(settings);
  }

  /** What the server's root points to. */
  public ServerLinks links() {
    return get(url(""), ServerLinks.class);
  }

  /** How the server is and what it has deployed. */
  public ServerStatus status() {
    return get(url("status", ""), ServerStatus.class);
  }

  /** The server's metrics in Prometheus' text form; empty when it has none to show. */
  public Optional<String> metrics() {
    byte[] page = transport.call(new Request.Builder().url(url("status", "metrics")).build());
    return page.length == 0
        ? Optional.empty()
        : Optional.of(new String(page, StandardCharsets.UTF_8));
  }

  /** All deployments. */
  public List<DeploymentDefinition> deployments() {
    return list(url("deployments", ""), DeploymentDefinition[].class);
  }

  /** One deployment; {@link ApiException} with 404 when there is none of that name. */
  public DeploymentDefinition deployment(DeploymentName name) {
    return get(of(name), DeploymentDefinition.class);
  }

  /** Deploys a file and waits until it is live or refused. */
  public DeploymentDefinition createDeployment(DeploymentUpload upload) {
    HttpUrl.Builder url =
        url("deployments", "create")
            .newBuilder()
            .addQueryParameter("reload", Boolean.toString(upload.reload()));
    if (upload.basePath() != null) {
      url.addQueryParameter("base_path", upload.basePath());
    }
    RequestBody body =
        new MultipartBody.Builder()
            .setType(MultipartBody.FORM)
            .addFormDataPart(
                "config_file", upload.fileName(), RequestBody.create(upload.yaml(), OCTETS))
            .build();
    return Transport.read(post(url.build(), body), DeploymentDefinition.class);
  }

  /**
   * Has a deployment take no more tasks, and waits a while until it is gone.
   *
   * @param now whether tasks that have not ended are cancelled; else it goes when they have ended
   */
  public Undeployed undeploy(DeploymentName deployment, boolean now) {
    HttpUrl url =
        url("deployments", deployment.value())
            .newBuilder()
            .addQueryParameter("now", Boolean.toString(now))
            .build();
    return Transport.read(
        transport.call(new Request.Builder().url(url).delete().build()), Undeployed.class);
  }

  /**
   * Runs a service to its end.
   *
   * @return its result, a JSON value in UTF-8
   */
  public byte[] runTask(TaskRequest request) {
    return post(task(request, "run"), json(definition(request)), request.key());
  }

  /** Starts a service and returns at once, with the ids of task and session. */
  public TaskDefinition createTask(TaskRequest request) {
    byte[] answer = post(task(request, "create"), json(definition(request)), request.key());
    return Transport.read(answer, TaskDefinition.class);
  }

  /**
   * The same, and the run tells how its steps get on from its first one; read it soon with {@link
   * EventOptions#withInternal}, since it does not go on with that for long without a reader.
   */
  public TaskDefinition createWatchedTask(TaskRequest request) {
    HttpUrl url = task(request, "create").newBuilder().addQueryParameter(INTERNAL, "true").build();
    return Transport.read(post(url, json(definition(request))), TaskDefinition.class);
  }

  /** Tasks of a deployment. */
  public List<TaskDefinition> tasks(DeploymentName deployment) {
    return list(of(deployment, "tasks"), TaskDefinition[].class);
  }

  /**
   * A page of a deployment's tasks with their status, newest first. Tasks that come and go between
   * two pages move none of the others.
   */
  public TaskStatusPage tasks(DeploymentName deployment, TaskListing listing) {
    HttpUrl.Builder url = of(deployment, "tasks").newBuilder();
    url.addQueryParameter("limit", Integer.toString(listing.limit()));
    listing.statuses().stream()
        .sorted()
        .forEach(status -> url.addQueryParameter("status", status.wire()));
    addUnlessNull(url, "service_id", listing.service());
    addUnlessNull(url, SESSION, listing.session());
    addUnlessNull(url, "cursor", listing.cursor());
    return get(url.build(), TaskStatusPage.class);
  }

  /** How a task is; {@link ApiException} with 404 when there is none of that id. */
  public TaskStatus task(DeploymentName deployment, TaskId task) {
    return get(of(deployment, "tasks", task.value()), TaskStatus.class);
  }

  /**
   * Cancels a task; may be repeated. One that a runtime has is still active in the answer and ends
   * as cancelled soon. {@link ApiException} with 409 when it has completed or failed.
   *
   * @return how it is then
   */
  public TaskStatus cancelTask(DeploymentName deployment, TaskId task) {
    return Transport.read(verb(deployment, task, "cancel"), TaskStatus.class);
  }

  /**
   * Has a task that failed or was cancelled begin anew, under its id and from its input. {@link
   * ApiException} with 409 when it has completed, or has not ended.
   *
   * @return how it is then
   */
  public TaskStatus retryTask(DeploymentName deployment, TaskId task) {
    return Transport.read(verb(deployment, task, "retry"), TaskStatus.class);
  }

  /**
   * Removes a task that has ended, with its events and its result. {@link ApiException} with 409
   * when it has not ended.
   */
  public void deleteTask(DeploymentName deployment, TaskId task) {
    verb(deployment, task, "delete");
  }

  private byte[] verb(DeploymentName deployment, TaskId task, String verb) {
    return post(of(deployment, "tasks", task.value(), verb), RequestBody.EMPTY);
  }

  /**
   * The events of a task, from the first on; the caller closes them.
   *
   * @param raw whether to ask for the original's envelopes instead of the events' bodies
   */
  public EventLines events(TaskRef task, boolean raw) {
    return events(task, raw ? EventOptions.RAW : EventOptions.BODIES);
  }

  /** The events of a task, from the first on; the caller closes them. */
  public EventLines events(TaskRef task, EventOptions options) {
    HttpUrl.Builder url =
        of(task, "events").newBuilder().addQueryParameter("raw_event", "" + options.raw());
    if (options.internal()) {
      url.addQueryParameter(INTERNAL, "true");
    }
    if (options.children()) {
      url.addQueryParameter("include_children", "true");
    }
    return transport.open(new Request.Builder().url(url.build()).build());
  }

  /**
   * Sends an event into a task; returns when it is accepted. Its {@code step} makes it reach one
   * step only, of a child as {@code child/step}.
   */
  public EventDefinition sendEvent(TaskRef task, EventDefinition event) {
    return Transport.read(post(of(task, "events"), json(event)), EventDefinition.class);
  }

  /**
   * Sends an event with a name into a task; returns when it is accepted. Sent again under the same
   * name it is the same event, which the task gets once.
   */
  public EventDefinition sendEvent(TaskRef task, EventDefinition event, IdempotencyKey key) {
    byte[] answer = post(of(task, "events"), json(event), key);
    return Transport.read(answer, EventDefinition.class);
  }

  /** Waits for the end of a task and gives its result. */
  public TaskResult result(TaskRef task) {
    return get(of(task, "results"), TaskResult.class);
  }

  /** Sessions of a deployment. */
  public List<SessionDefinition> sessions(DeploymentName deployment) {
    return list(of(deployment, "sessions"), SessionDefinition[].class);
  }

  /** One session. */
  public SessionDefinition session(DeploymentName deployment, SessionId session) {
    return get(of(deployment, "sessions", session.value()), SessionDefinition.class);
  }

  /** Makes a session. */
  public SessionDefinition createSession(DeploymentName deployment) {
    byte[] answer = post(of(deployment, "sessions", "create"), RequestBody.EMPTY);
    return Transport.read(answer, SessionDefinition.class);
  }

  /** Deletes a session with its state. */
  public void deleteSession(DeploymentName deployment, SessionId session) {
    HttpUrl url =
        of(deployment, "sessions", "delete")
            .newBuilder()
            .addQueryParameter(SESSION, session.value())
            .build();
    post(url, RequestBody.EMPTY);
  }

  /** Lets go of idle connections; calls under way go on. */
  @Override
  public void close() {
    transport.close();
  }

  private static Object definition(TaskRequest request) {
    String session = request.session() == null ? null : request.session().value();
    String service = request.service() == null ? null : request.service().value();
    return request.startAt() == null
        ? new TaskDefinition(request.input(), null, session, service)
        : new LaterTask(request.input(), session, service, request.startAt().toString());
  }

  /** A task definition with a field that Llama Deploy does not have. */
  private record LaterTask(
      String input, @Nullable String sessionId, @Nullable String serviceId, String startAt) {}

  private HttpUrl task(TaskRequest request, String verb) {
    HttpUrl url = of(request.deployment(), "tasks", verb);
    return request.session() == null
        ? url
        : url.newBuilder().addQueryParameter(SESSION, request.session().value()).build();
  }

  private static void addUnlessNull(HttpUrl.Builder url, String name, @Nullable Object value) {
    if (value != null) {
      url.addQueryParameter(name, value.toString());
    }
  }

  private HttpUrl of(TaskRef task, String what) {
    return of(task.deployment(), "tasks", task.task().value(), what)
        .newBuilder()
        .addQueryParameter(SESSION, task.session().value())
        .build();
  }

  private HttpUrl of(DeploymentName deployment, String... below) {
    HttpUrl.Builder url = url("deployments", deployment.value()).newBuilder();
    Arrays.stream(below).forEach(url::addPathSegment);
    return url.build();
  }

  private HttpUrl url(String... segments) {
    HttpUrl.Builder url = server.newBuilder();
    Arrays.stream(segments).forEach(url::addPathSegment);
    return url.build();
  }

  private <T> T get(HttpUrl url, Class<T> type) {
    return Transport.read(transport.call(new Request.Builder().url(url).build()), type);
  }

  private <T> List<T> list(HttpUrl url, Class<T[]> type) {
    return List.of(get(url, type));
  }

  private byte[] post(HttpUrl url, RequestBody body) {
    return transport.call(new Request.Builder().url(url).post(new OneShotBody(body)).build());
  }

  /** A request with a name may be sent again by the HTTP library when its connection breaks. */
  private byte[] post(HttpUrl url, RequestBody body, @Nullable IdempotencyKey key) {
    if (key == null) {
      return post(url, body);
    }
    Request.Builder request = new Request.Builder().url(url).post(body);
    return transport.call(request.header("Idempotency-Key", key.value()).build());
  }

  private static RequestBody json(Object value) {
    return RequestBody.create(ProtocolJson.write(value), JSON);
  }
}
