package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.serviceruntime.RuntimeScene.patiently;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.DeliverRequest;
import org.llamadeploy4j.messaging.FireReply;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.RenewReply;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ClientEvent;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.Parking;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.RunStatus;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/**
 * One run of one workflow on the store in memory, with the test in the place of a runtime's
 * threads: it claims, lets go, crashes, and moves the one clock that store and steps go by.
 */
final class ManualHost implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(3);
  private static final Shard SHARD = new Shard(new Incarnation("d"), 0);
  private static final ServiceId SERVICE = new ServiceId("s");
  private static final VersionId VERSION = new VersionId("1".repeat(32));

  final ManualClock clock = ManualClock.create();
  private final InMemoryMessaging messaging = new InMemoryMessaging(clock);
  private final RunStore store = messaging.runs();
  private final WorkflowProgram program;
  private final TaskId task = TaskId.of(0, new UUID(1, 1));
  private final AtomicInteger commits = new AtomicInteger();
  private int claims;
  private @Nullable DrivenRun run;
  private @Nullable RunHandle driver;

  ManualHost(Supplier<Workflow> workflow) {
    this.program =
        WorkflowProgram.load(
            env -> workflow.get(), ProgramOptions.of("manual", Env.empty(), clock));
  }

  RunStore store() {
    return store;
  }

  Shard shard() {
    return SHARD;
  }

  void submit() {
    submit(null);
  }

  void submit(@Nullable Duration in) {
    SubmitRequest request =
        new SubmitRequest(
            SHARD,
            task,
            SERVICE,
            null,
            new byte[0],
            new SubmitLimits(10, 10),
            "",
            null,
            in == null ? null : clock.instant().plus(in));
    assertThat(store.submit(request)).isInstanceOf(SubmitReply.Accepted.class);
  }

  /** Claims the run, which must be queued, and begins to drive it. */
  void claim() {
    RuntimeId runtime = new RuntimeId("r" + ++claims);
    ClaimRequest wish =
        new ClaimRequest(SHARD, SERVICE, VERSION, true, 1, runtime, LEASE, 1, "claim-" + claims);
    List<ClaimedRun> claimed = store.claim(wish);
    assertThat(claimed).as("claimed").hasSize(1);
    start(claimed.getFirst());
  }

  private void start(ClaimedRun claimed) {
    ShardLease lease =
        new ShardLease(SHARD, new LeaseCore(LEASE, Duration.ofSeconds(1), 0), () -> 0);
    lease.feed(LeaseCore::tick);
    lease.feed((core, now) -> core.renewed(0, new RenewReply(1, Map.of()), now));
    lease.claimed(claimed.claim(), lease.claimTerm().orElseThrow());
    Slots slots = new Slots(RuntimeSettings.Limits.DEFAULT, Integer.MAX_VALUE, () -> {});
    RunStarter.Shared shared = new RunStarter.Shared(new WatchedRuns(() -> 0), clock, Machine.REAL);
    DrivenRun log = new DrivenRun(claimed, store, lease, slots.occupy(), shared, missed -> {});
    RunHandle handle =
        program.resume(
            new RunRequest(task.value(), claimed.input(), Map.of()),
            claimed.journal(),
            counting(log));
    log.drivenBy(handle);
    run = log;
    driver = handle;
  }

  private RunLog counting(DrivenRun log) {
    return new RunLog() {
      @Override
      public CommitResult commit(Commit commit) throws InterruptedException {
        CommitResult result = log.commit(commit);
        commits.incrementAndGet();
        return result;
      }

      @Override
      public CommitResult park(Parking parking) throws InterruptedException {
        return log.park(parking);
      }

      @Override
      public void resumed(RunStatus status) {
        log.resumed(status);
      }

      @Override
      public void publish(PublishedEvent event) {
        log.publish(event);
      }

      @Override
      public boolean mayRun() {
        return log.mayRun();
      }
    };
  }

  /** Until every step waits, or the run is over. */
  void awaitRest() {
    patiently().until(() -> run().waiting() || isOver());
  }

  private boolean isOver() {
    return driver().ended().toCompletableFuture().isDone();
  }

  /** Lets go of the run once it is at rest; then nobody drives it. */
  void park() {
    awaitRest();
    run().parkIfIdle(0, 1);
    run().parkIfIdle(1, 1);
    assertThat(driver().ended().toCompletableFuture().join()).isEqualTo(new RunEnd.Parked());
    assertThat(clock.armed()).as("timers in memory").isZero();
    assertThat(status()).isEqualTo(org.llamadeploy4j.protocol.RunStatus.WAITING);
  }

  /** The process dies: nothing more is written, and its lease lapses. */
  void crash() {
    driver().abandon("crashed");
    driver().ended().toCompletableFuture().join();
    lapse();
    assertThat(status()).isEqualTo(org.llamadeploy4j.protocol.RunStatus.QUEUED);
  }

  /** The process that let go of the run dies. */
  void crashWhileParked() {
    lapse();
    assertThat(status()).isEqualTo(org.llamadeploy4j.protocol.RunStatus.WAITING);
  }

  /** Leases lapse. Twice, since nobody watched the store's clock: they get one more term then. */
  void lapse() {
    for (int i = 0; i < 2; i++) {
      clock.advance(LEASE);
      store.takeover(SHARD, 9);
    }
  }

  /** Moves time on to when the run comes back by its timer; claims it and lets the timer fire. */
  void awaitTimer() {
    awaitQueued();
    claim();
    fireInMemory();
  }

  /** Moves time on to when the store has the run back in its queue. */
  void awaitQueued() {
    FireReply before = store.fire(SHARD, 9);
    assertThat(before.queued()).as("too early").isEmpty();
    clock.advance(Objects.requireNonNull(before.next()).minusMillis(1));
    assertThat(store.fire(SHARD, 9).queued()).as("too early").isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(store.fire(SHARD, 9).queued()).as("on time").containsExactly(task);
  }

  /**
   * Moves time on to the next timer of the run's driver, and waits until that is in the journal.
   */
  void fireInMemory() {
    patiently().until(() -> clock.armed() > 0);
    int before = commits.get();
    Duration next = Duration.between(clock.instant(), clock.nextDue().orElseThrow());
    clock.advance(next.isNegative() ? Duration.ZERO : next);
    patiently().until(() -> commits.get() > before);
  }

  /**
   * Until a step runs and the next timer is due at this time: a run that comes back has the timers
   * of before its crash until its steps have begun anew.
   */
  void awaitStep(Instant limit) {
    patiently().until(() -> !driver().activeSteps().isEmpty());
    patiently().until(() -> clock.nextDue().equals(Optional.of(limit)));
  }

  private DrivenRun run() {
    return Objects.requireNonNull(run);
  }

  private RunHandle driver() {
    return Objects.requireNonNull(driver);
  }

  void answer(String json) {
    ClientEvent event =
        new ClientEvent("e1", "HumanResponseEvent", json.getBytes(StandardCharsets.UTF_8));
    assertThat(
            store.deliver(new DeliverRequest(SHARD, task, null, "e1", EnvelopeCodec.encode(event))))
        .isEqualTo(DeliverReply.ACCEPTED);
  }

  org.llamadeploy4j.protocol.RunStatus status() {
    return view().status();
  }

  private TaskView view() {
    return store.task(SHARD, task).orElseThrow();
  }

  /** The JSON of the result or of the failure, once there is one. */
  String end() {
    patiently().until(() -> status().ended());
    return RuntimeScene.text(view().result());
  }

  @Override
  public void close() {
    if (driver != null) {
      driver.abandon("the test is over");
    }
    program.close();
    messaging.close();
  }
}
