package org.llamadeploy4j.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** Short words for what contract tests do to a store: one service, two versions, two runtimes. */
final class Scene {
  static final Duration LEASE = Duration.ofSeconds(3);
  static final Shard SHARD = new Shard(new Incarnation("d1"), 0);
  static final ServiceId ECHO = new ServiceId("echo");
  static final VersionId V1 = new VersionId("1".repeat(32));
  static final VersionId V2 = new VersionId("2".repeat(32));
  static final RuntimeId R1 = new RuntimeId("r1");
  static final RuntimeId R2 = new RuntimeId("r2");
  static final SessionId SESSION = new SessionId("s1");

  final StoreFixture fixture;
  final RunStore runs;
  final RunControl control;
  final ShardEnds ends;
  final SessionStore sessions;
  final Reservations reservations;
  private int operations;
  private int tasks;

  Scene(StoreFixture fixture) {
    this.fixture = fixture;
    this.runs = fixture.runs();
    this.control = fixture.control();
    this.ends = fixture.shardEnds();
    this.sessions = fixture.sessions();
    this.reservations = fixture.reservations();
  }

  TaskId newTask() {
    return TaskId.of(0, new UUID(7, ++tasks));
  }

  String newOperation() {
    return "op-" + ++operations;
  }

  SubmitRequest request(TaskId task, @Nullable SessionId session) {
    return new SubmitRequest(
        SHARD, task, ECHO, session, bytes("{}"), new SubmitLimits(100, 16), "");
  }

  TaskId submit() {
    return submit(null);
  }

  TaskId submit(@Nullable SessionId session) {
    TaskId task = newTask();
    assertThat(runs.submit(request(task, session))).isEqualTo(new SubmitReply.Accepted());
    return task;
  }

  ClaimRequest wish(RuntimeId runtime, VersionId version, boolean live, int max) {
    return new ClaimRequest(SHARD, ECHO, version, live, 1, runtime, LEASE, max, newOperation());
  }

  List<ClaimedRun> claim(RuntimeId runtime, int max) {
    return runs.claim(wish(runtime, V1, true, max));
  }

  /** Claims the only run there is to claim. */
  ClaimedRun claimOne(RuntimeId runtime) {
    List<ClaimedRun> claimed = claim(runtime, 2);
    assertThat(claimed).hasSize(1);
    return claimed.getFirst();
  }

  /** Submits a run and claims it. */
  RunClaim running() {
    TaskId task = submit();
    RunClaim claim = claimOne(R1).claim();
    assertThat(claim.task()).isEqualTo(task);
    return claim;
  }

  CommitRequest step(RunClaim claim, int length, String... ticks) {
    return new CommitRequest(claim, newOperation(), length, list(ticks), List.of(), 0, false);
  }

  CommitRequest taking(RunClaim claim, int length, int inboxTaken, String... ticks) {
    return new CommitRequest(
        claim, newOperation(), length, list(ticks), List.of(), inboxTaken, false);
  }

  CompleteRequest end(CommitRequest last) {
    return end(last, "\"done\"", null);
  }

  CompleteRequest end(CommitRequest last, String result, @Nullable String state) {
    return state == null
        ? new CompleteRequest(last, RunStatus.COMPLETED, bytes(result), null)
        : new CompleteRequest(last, RunStatus.COMPLETED, bytes(result), bytes(state));
  }

  void complete(RunClaim claim) {
    complete(claim, 0);
  }

  void complete(RunClaim claim, int length) {
    assertThat(runs.complete(end(step(claim, length)))).isInstanceOf(CommitReply.Committed.class);
  }

  ParkRequest park(RunClaim claim, int length, @Nullable Duration wait) {
    return new ParkRequest(claim, newOperation(), length, wait);
  }

  /** Submits a run, claims it, and parks it at once. */
  RunClaim parked(@Nullable Duration wait) {
    RunClaim claim = running();
    assertThat(runs.park(park(claim, 0, wait))).isEqualTo(new CommitReply.Committed(List.of()));
    return claim;
  }

  CancelReply cancel(TaskId task) {
    return control.cancel(new CancelRequest(SHARD, task, newOperation()));
  }

  RetryRequest again(TaskId task, int attempt) {
    return new RetryRequest(SHARD, task, newOperation(), attempt, new SubmitLimits(100, 16));
  }

  /** Ends a run without result. */
  void end(RunClaim claim, int length, RunStatus status) {
    CompleteRequest end =
        new CompleteRequest(
            step(claim, length),
            status,
            status == RunStatus.CANCELLED
                ? StoredEnd.CANCELLED.result()
                : StoredEnd.failed(new RunFailure("step_failed", "no", "s", "E", 1)).result(),
            null);
    assertThat(runs.complete(end)).isInstanceOf(CommitReply.Committed.class);
  }

  /** The events of a run's stream, the types of those that we encode and the others as they are. */
  List<String> stream(TaskId task) {
    return runs.events(SHARD, task, 0, 100).events().stream().map(Scene::type).toList();
  }

  private static String type(byte[] event) {
    try {
      return EnvelopeCodec.decodeEnvelope(event).type();
    } catch (ProtocolException e) {
      return new String(event, UTF_8);
    }
  }

  RunStatus status(TaskId task) {
    return runs.task(SHARD, task).orElseThrow().status();
  }

  DeliverRequest event(TaskId task, String id, String event) {
    return new DeliverRequest(SHARD, task, null, id, bytes(event));
  }

  /** A wrong claim in each way that fencing knows. */
  static List<RunClaim> wrong(RunClaim claim) {
    return List.of(
        changed(claim, claim.generation() + 1, claim.epoch(), claim.token()),
        changed(claim, claim.generation() - 1, claim.epoch(), claim.token()),
        changed(claim, claim.generation(), claim.epoch() + 1, claim.token()),
        changed(claim, claim.generation(), claim.epoch(), "another"));
  }

  static RunClaim changed(RunClaim claim, long generation, long epoch, String token) {
    return new RunClaim(claim.shard(), claim.task(), claim.runtime(), generation, epoch, token);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static List<byte[]> list(String... texts) {
    return Stream.of(texts).map(Scene::bytes).toList();
  }

  static List<String> texts(List<byte[]> list) {
    List<String> texts = new ArrayList<>();
    list.forEach(bytes -> texts.add(new String(bytes, UTF_8)));
    return texts;
  }

  static List<TaskId> tasks(List<ClaimedRun> claimed) {
    return claimed.stream().map(run -> run.claim().task()).toList();
  }
}
