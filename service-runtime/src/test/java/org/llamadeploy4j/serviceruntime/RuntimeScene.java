package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.CancelReply;
import org.llamadeploy4j.messaging.CancelRequest;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.DeliverRequest;
import org.llamadeploy4j.messaging.EventPage;
import org.llamadeploy4j.messaging.LeaderTerm;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.RetryReply;
import org.llamadeploy4j.messaging.RetryRequest;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.ClientEvent;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.SourceSpec;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.workflow.spi.ProgramListener;

/** Runtimes around one store, with the test in the place of control plane and clients. */
final class RuntimeScene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final RuntimeSettings.Times QUICK =
      new RuntimeSettings.Times(
          Duration.ofMillis(1500),
          Duration.ofMillis(250),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10));

  private final Messaging messaging;
  private final Path folder;
  private final Map<ArtifactHash, byte[]> artifacts = new ConcurrentHashMap<>();
  private final Set<Assignment> assignments = new LinkedHashSet<>();
  private final List<ServiceRuntime> runtimes = new ArrayList<>();

  /** What runtimes that are started from now on tell about runs. */
  final List<ProgramListener> listeners = new ArrayList<>();

  final List<String> restartReasons = new CopyOnWriteArrayList<>();
  private final LeaderTerm term;
  private int tasks;

  RuntimeScene(Messaging messaging, Path folder) {
    this.messaging = messaging;
    this.folder = folder;
    this.term = messaging.fleet().lead("test", Duration.ofHours(1)).orElseThrow();
  }

  private final ArtifactStore store =
      new ArtifactStore() {
        @Override
        public ArtifactHash put(byte[] zip) {
          ArtifactHash hash =
              new ArtifactHash(HexFormat.of().toHexDigits(Arrays.hashCode(zip)).repeat(8));
          artifacts.put(hash, zip);
          return hash;
        }

        @Override
        public byte[] get(ArtifactHash hash) {
          byte[] zip = artifacts.get(hash);
          if (zip == null) {
            throw new MessagingException("there is no artifact " + hash);
          }
          return zip;
        }
      };

  ServiceRuntime runtime(String id) {
    return runtime(id, messaging, RuntimeSettings.Limits.DEFAULT);
  }

  /** A runtime that lets go of what waits after a moment. */
  ServiceRuntime parkingRuntime(String id) {
    return start(settings(id).with(QUICK.withIdle(Duration.ofMillis(100))), messaging);
  }

  ServiceRuntime runtime(String id, Messaging through, RuntimeSettings.Limits limits) {
    return start(settings(id).with(QUICK).with(limits), through);
  }

  private RuntimeSettings settings(String id) {
    return RuntimeSettings.of(new RuntimeId(id), "here", folder.resolve("work-" + id))
        .withListeners(listeners);
  }

  private ServiceRuntime start(RuntimeSettings settings, Messaging through) {
    ServiceRuntime runtime = new ServiceRuntime(settings, through, store, restartReasons::add);
    runtimes.add(runtime);
    runtime.start();
    return runtime;
  }

  /** A version of a service, in the artifact store and nowhere else. */
  ServiceVersion version(String service, byte[] zip, Map<String, String> env) {
    ArtifactHash artifact = store.put(zip);
    ServiceSpec spec =
        new ServiceSpec(
            new ServiceId(service),
            service,
            new SourceSpec(SourceSpec.Type.LOCAL, "./" + service),
            null,
            env,
            List.of());
    String id = HexFormat.of().toHexDigits((artifact + service + env).hashCode()).repeat(4);
    return new ServiceVersion(new VersionId(id), spec, artifact);
  }

  /** A service with one version, live on this runtime and loaded. */
  Deployed deploy(String runtime, String service, byte[] zip) {
    return deploy(runtime, version(service, zip, Map.of()));
  }

  Deployed deploy(String runtime, ServiceVersion version) {
    Deployed deployed =
        new Deployed(new Incarnation("d" + version.id().value().substring(0, 8)), version);
    assign(deployed, runtime, version, true);
    awaitLoaded(runtime, version);
    return deployed;
  }

  /** Sets what the leader wants of one version on one runtime. */
  void assign(Deployed deployed, String runtime, ServiceVersion version, boolean live) {
    withdraw(runtime, version);
    assignments.add(
        new Assignment(
            new RuntimeId(runtime),
            new DeploymentName("Test"),
            deployed.incarnation(),
            version,
            live,
            "the test wants it"));
    assertThat(messaging.fleet().assign(term, Set.copyOf(assignments))).isTrue();
  }

  void withdraw(String runtime, ServiceVersion version) {
    assignments.removeIf(
        a -> a.runtime().value().equals(runtime) && a.version().id().equals(version.id()));
    assertThat(messaging.fleet().assign(term, Set.copyOf(assignments))).isTrue();
  }

  @Nullable PlacementState placement(String runtime, ServiceVersion version) {
    for (RuntimeReport report : messaging.fleet().read().runtimes()) {
      if (report.runtime().value().equals(runtime)) {
        return report.placements().get(version.id());
      }
    }
    return null;
  }

  void awaitLoaded(String runtime, ServiceVersion version) {
    patiently()
        .untilAsserted(() ->
            assertThat(placement(runtime, version)).isInstanceOf(PlacementState.Loaded.class));
  }

  String awaitFailed(String runtime, ServiceVersion version) {
    patiently().until(() -> placement(runtime, version) instanceof PlacementState.Failed);
    return ((PlacementState.Failed) Objects.requireNonNull(placement(runtime, version))).cause();
  }

  /** A service that is deployed. */
  record Deployed(Incarnation incarnation, ServiceVersion version) {
    Shard shard() {
      return new Shard(incarnation, 0);
    }
  }

  SessionId session(Deployed deployed, String name) {
    SessionId session = new SessionId(name);
    messaging.sessions().create(deployed.shard(), session, 9_999);
    return session;
  }

  TaskId submit(Deployed deployed, String input) {
    return submit(deployed, input, null);
  }

  TaskId submit(Deployed deployed, String input, @Nullable SessionId session) {
    return submit(deployed, input, session, SessionPolicy.ENQUEUE);
  }

  /** A task that runs beside the others of its session. */
  TaskId submitBeside(Deployed deployed, String input, SessionId session) {
    return submit(deployed, input, session, SessionPolicy.PARALLEL);
  }

  private TaskId submit(
      Deployed deployed, String input, @Nullable SessionId session, SessionPolicy policy) {
    TaskId task = TaskId.of(0, new UUID(deployed.hashCode(), ++tasks));
    SubmitReply reply =
        messaging
            .runs()
            .submit(
                new SubmitRequest(
                    deployed.shard(),
                    task,
                    deployed.version().spec().id(),
                    session,
                    input.getBytes(StandardCharsets.UTF_8),
                    new SubmitLimits(10_000, 16, policy),
                    ""));
    assertThat(reply).isInstanceOf(SubmitReply.Accepted.class);
    return task;
  }

  DeliverReply answer(Deployed deployed, TaskId task, String json) {
    byte[] event =
        EnvelopeCodec.encode(
            new ClientEvent(
                "answer-" + ++tasks, "HumanResponseEvent", json.getBytes(StandardCharsets.UTF_8)));
    return messaging
        .runs()
        .deliver(new DeliverRequest(deployed.shard(), task, null, "answer-" + tasks, event));
  }

  CancelReply cancel(Deployed deployed, TaskId task) {
    return messaging
        .control()
        .cancel(new CancelRequest(deployed.shard(), task, "cancel-" + ++tasks));
  }

  RetryReply retry(Deployed deployed, TaskId task) {
    int attempt = task(deployed, task).attempts() + 1;
    return messaging
        .control()
        .retry(
            new RetryRequest(
                deployed.shard(), task, "retry-" + ++tasks, attempt, new SubmitLimits(10_000, 16)));
  }

  TaskView task(Deployed deployed, TaskId task) {
    return messaging.runs().task(deployed.shard(), task).orElseThrow();
  }

  void awaitStatus(Deployed deployed, TaskId task, RunStatus status) {
    patiently()
        .untilAsserted(() ->
            assertThat(task(deployed, task))
                .as(() -> "result " + text(task(deployed, task).result()))
                .extracting(TaskView::status)
                .isEqualTo(status));
  }

  /** The JSON of a run's result, once it has completed. */
  String result(Deployed deployed, TaskId task) {
    awaitStatus(deployed, task, RunStatus.COMPLETED);
    return text(task(deployed, task).result());
  }

  /** The JSON of a run's failure, once it has failed. */
  String failure(Deployed deployed, TaskId task) {
    awaitStatus(deployed, task, RunStatus.FAILED);
    return text(task(deployed, task).result());
  }

  List<EventEnvelope> events(Deployed deployed, TaskId task) {
    EventPage page = messaging.runs().events(deployed.shard(), task, 0, 1000);
    return page.events().stream().map(EnvelopeCodec::decodeEnvelope).toList();
  }

  static ConditionFactory patiently() {
    return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
  }

  static String text(byte @Nullable [] json) {
    return json == null ? "" : new String(json, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    runtimes.reversed().forEach(ServiceRuntime::close);
  }
}
