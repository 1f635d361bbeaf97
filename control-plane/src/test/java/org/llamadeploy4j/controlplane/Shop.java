package org.llamadeploy4j.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.LeaderTerm;
import org.llamadeploy4j.messaging.Retention;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;

/** A live deployment in memory, with a router to it, on a clock that the test sets. */
final class Shop implements AutoCloseable {
  static final ServiceVersion ECHO = Samples.version("echo", 1);
  static final Shard SHARD = new Shard(new Incarnation("life1"), 0);
  private static final int KEPT_RUNS = 2;
  private static final String NAME = "shop";

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  final InMemoryMessaging messaging =
      new InMemoryMessaging(() -> now, new Retention(KEPT_RUNS, Duration.ofDays(9)), 0);
  final AtomicLong nanos = new AtomicLong();
  final Router router;
  private int operations;

  Shop(AdmissionRules rules, RouterSettings settings) {
    router = new Router(messaging, settings, new Ids(() -> now, new Random(7)), nanos::get);
    LeaderTerm term = messaging.fleet().lead("test", Duration.ofDays(99)).orElseThrow();
    RolloutId id = new RolloutId("r1");
    Map<ServiceId, ServiceVersion> versions = new LinkedHashMap<>();
    versions.put(ECHO.spec().id(), ECHO);
    messaging
        .fleet()
        .begin(
            new Rollout(
                id,
                new DeploymentName(NAME),
                SHARD.incarnation(),
                ECHO.spec().id(),
                versions,
                Rollout.State.PENDING,
                "",
                Instant.EPOCH,
                rules),
            false);
    assertThat(messaging.fleet().finish(term, id, Rollout.State.LIVE, "")).isTrue();
    router.start();
  }

  LiveDeployment open() {
    return router.open(NAME);
  }

  void advance(Duration time) {
    now = now.plus(time);
  }

  static TaskWish wish(String input, @Nullable String key) {
    return wish(input, null, key);
  }

  static TaskWish wish(String input, @Nullable String session, @Nullable String key) {
    return new TaskWish(
        null, session, input.getBytes(UTF_8), key == null ? null : new IdempotencyKey(key));
  }

  CompletableFuture<EndedRun> runLater(TaskWish wish) {
    CompletableFuture<EndedRun> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            end.complete(open().run(wish));
          } catch (InterruptedException | RuntimeException e) {
            end.completeExceptionally(e);
          }
        });
    return end;
  }

  static String result(CompletableFuture<EndedRun> run)
      throws InterruptedException, ExecutionException {
    return new String(run.get().result(), UTF_8);
  }

  /** Waits for a run in the queue and takes it. */
  ClaimedRun claim() {
    return Awaitility.await().until(this::claimNow, runs -> !runs.isEmpty()).getFirst();
  }

  List<ClaimedRun> claimNow() {
    return messaging
        .runs()
        .claim(
            new ClaimRequest(
                SHARD,
                ECHO.spec().id(),
                ECHO.id(),
                true,
                1,
                new RuntimeId("r1"),
                Duration.ofDays(99),
                1,
                "op" + ++operations));
  }

  void complete(ClaimedRun run, String result) {
    CommitRequest commit =
        new CommitRequest(run.claim(), "op" + ++operations, 0, List.of(), List.of(), 0, false);
    assertThat(
            messaging
                .runs()
                .complete(
                    new CompleteRequest(commit, RunStatus.COMPLETED, result.getBytes(UTF_8), null)))
        .isInstanceOf(CommitReply.Committed.class);
  }

  /** Ends as many other runs as it takes until ended ones are purged. */
  void purgeEnded() {
    for (int i = 0; i < 2 * KEPT_RUNS; i++) {
      open().submit(null, null, "{}".getBytes(UTF_8));
      complete(claim(), "1");
    }
  }

  static ControlPlaneException refused(ErrorCode code, ThrowingCallable call) {
    ControlPlaneException refusal = catchThrowableOfType(ControlPlaneException.class, call);
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    return refusal;
  }

  @Override
  public void close() {
    router.close();
    messaging.close();
  }
}
