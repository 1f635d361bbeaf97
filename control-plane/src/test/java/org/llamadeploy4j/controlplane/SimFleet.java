package org.llamadeploy4j.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Deployment.Departure;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.FleetStore.BeginReply;
import org.llamadeploy4j.messaging.FleetStore.UndeployReply;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.LeaderTerm;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A fleet on one seeded scheduler and a virtual clock: two control planes that run the real shell,
 * two runtimes that load what they are told and run tasks, clients that deploy, send tasks and
 * undeploy, and a store that may lose its last second. Between any two calls of a control plane all
 * others may act. Owned by one thread.
 */
final class SimFleet implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration MOST_LOST = Duration.ofSeconds(1);
  private static final Duration LONGEST_JUMP = Duration.ofMinutes(10);
  private static final SubmitLimits ROOMY = new SubmitLimits(1_000, 16);
  private static final int LONGEST_FREEZE_ACTS = 60;
  private static final int SETTLING_SECONDS = 200;

  final Random random;
  final InMemoryMessaging messaging;
  final LeaderBug bug;
  private final long seed;
  private final List<SimLeader> leaders = new ArrayList<>();
  private final List<SimRuntime> runtimes = new ArrayList<>();
  private final Deque<SavePoint> saved = new ArrayDeque<>();
  private final Set<VersionId> everLoaded = new HashSet<>();

  /** Tasks that were accepted, as far as the store has not lost them, and have not ended. */
  private Map<TaskId, Shard> open = new LinkedHashMap<>();

  /** The term of the one that the store let lead last. */
  private LeaderTerm leading = new LeaderTerm("", 0);

  private Instant now = Instant.EPOCH;
  private Duration storeAhead = Duration.ofDays(20_000);
  private int made;
  private boolean calm;

  SimFleet(long seed, LeaderBug bug) {
    this.seed = seed;
    this.bug = bug;
    this.random = new Random(seed);
    this.messaging = new InMemoryMessaging(() -> now.plus(storeAhead));
    leaders.add(new SimLeader(this, "cp1"));
    leaders.add(new SimLeader(this, "cp2"));
    runtimes.add(new SimRuntime(this));
    runtimes.add(new SimRuntime(this));
  }

  /** What the store may go back to, with what was true then. */
  private record SavePoint(
      Instant at, Runnable restore, Map<TaskId, Shard> open, LeaderTerm leading) {}

  // ---- what the others ask

  /** Time of a clock that does not go back. */
  Instant now() {
    return now;
  }

  int next() {
    return ++made;
  }

  boolean chance(int oneIn) {
    return !calm && random.nextInt(oneIn) == 0;
  }

  String name(String what) {
    return "seed " + seed + ": " + what;
  }

  void loaded(VersionId version) {
    everLoaded.add(version);
  }

  boolean wasLoaded(VersionId version) {
    return everLoaded.contains(version);
  }

  void ended(TaskId task) {
    open.remove(task);
  }

  /** The store lets this one lead. */
  void leads(LeaderTerm term) {
    leading = term;
  }

  void assertLeads(LeaderTerm term) {
    assertThat(term).as(name("writes are those of the leader")).isEqualTo(leading);
  }

  boolean hasOpenTasks(Incarnation life) {
    return open.containsValue(new Shard(life, 0));
  }

  /** Whatever may happen between two calls of a control plane, which may freeze for a while. */
  void meanwhile(SimLeader caller) {
    int acts = chance(40) ? random.nextInt(LONGEST_FREEZE_ACTS) : chance(3) ? random.nextInt(5) : 0;
    for (int i = 0; i < acts; i++) {
      act(caller);
    }
  }

  // ---- what happens

  void act() {
    act(null);
  }

  /** One act of whoever is next; of another control plane than the one that waits for it. */
  private void act(@Nullable SimLeader busy) {
    now = now.plusMillis(random.nextInt(800));
    savePoint();
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> leaders.get(random.nextInt(leaders.size())).round();
      case 3, 4, 5 -> anyRuntime().look();
      case 6 -> anyRuntime().finishLoads(chance(5));
      case 7, 8 -> anyRuntime().claim();
      case 9, 10 -> anyRuntime().finishRun();
      case 11, 12, 13, 14 -> submit();
      case 15 -> deploy();
      case 16 -> undeploy();
      case 17 -> sweep();
      case 18 -> loseProcess(busy);
      default -> loseMemory();
    }
  }

  private SimRuntime anyRuntime() {
    return runtimes.get(random.nextInt(runtimes.size()));
  }

  private void savePoint() {
    saved.addLast(new SavePoint(now, messaging.savePoint(), new LinkedHashMap<>(open), leading));
    while (saved.getFirst().at().isBefore(now.minus(MOST_LOST))) {
      saved.removeFirst();
    }
  }

  /** Redis starts anew, with or without its last second, or its clock is set. */
  private void loseMemory() {
    if (!chance(4)) {
      return;
    }
    if (chance(2)) {
      SavePoint back = saved.stream().skip(random.nextInt(saved.size())).findFirst().orElseThrow();
      back.restore().run();
      open = new LinkedHashMap<>(back.open());
      leading = back.leading();
      saved.clear();
      return;
    }
    long jump = random.nextLong(-LONGEST_JUMP.toMillis(), LONGEST_JUMP.toMillis());
    storeAhead = storeAhead.plusMillis(jump);
  }

  private void loseProcess(@Nullable SimLeader busy) {
    int which = random.nextInt(2);
    if (chance(2)) {
      runtimes.set(which, new SimRuntime(this));
    } else if (leaders.get(which) != busy) {
      leaders.set(which, new SimLeader(this, "cp" + next()));
    }
  }

  private void sweep() {
    new TakeoverSweep(messaging, 1).round();
  }

  private void deploy() {
    DeploymentName name = anyName();
    Deployment present = messaging.fleet().read().deployments().get(name);
    Incarnation life = present == null ? new Incarnation("life" + next()) : present.incarnation();
    ServiceVersion version = Samples.version(name.value(), random.nextInt(4));
    Rollout rollout =
        new Rollout(
            new RolloutId("rollout-" + next()),
            name,
            life,
            null,
            Map.of(version.spec().id(), version),
            Rollout.State.PENDING,
            "",
            now,
            AdmissionRules.DEFAULT);
    assertThat(messaging.fleet().begin(rollout, present != null))
        .isIn(BeginReply.STARTED, BeginReply.BUSY, BeginReply.LEAVING);
  }

  private void undeploy() {
    if (random.nextInt(4) == 0) {
      UndeployReply _ = messaging.fleet().undeploy(anyName(), Departure.DRAIN);
    }
  }

  private DeploymentName anyName() {
    return new DeploymentName("d" + random.nextInt(3));
  }

  private void submit() {
    Deployment deployment = messaging.fleet().read().deployments().get(anyName());
    if (deployment == null) {
      return;
    }
    Shard shard = new Shard(deployment.incarnation(), 0);
    TaskId task = TaskId.of(0, new UUID(7, next()));
    ServiceVersion live = deployment.live().values().iterator().next();
    byte[] input = "{}".getBytes(UTF_8);
    SubmitReply reply =
        messaging
            .runs()
            .submit(new SubmitRequest(shard, task, live.spec().id(), null, input, ROOMY, ""));
    if (reply instanceof SubmitReply.Accepted) {
      open.put(task, shard);
    }
  }

  // ---- the end

  /** Without further accidents everything ends and nothing is left to do. */
  void settle() {
    calm = true;
    for (int second = 0; second < SETTLING_SECONDS; second++) {
      now = now.plusSeconds(1);
      runtimes.forEach(SimRuntime::look);
      runtimes.forEach(r -> r.finishLoads(false));
      leaders.forEach(SimLeader::round);
      sweep();
      runtimes.forEach(SimRuntime::claimAll);
      runtimes.forEach(SimRuntime::finishRun);
      runtimes.forEach(SimRuntime::finishRun);
    }
    FleetState end = messaging.fleet().read();
    assertThat(open).as(name("every accepted task has ended")).isEmpty();
    assertThat(end.rollouts()).as(name("no rollout hangs")).isEmpty();
    end.deployments().values().forEach(deployment -> assertSettled(end, deployment));
    assertThat(end.assignments().stream().map(Assignment::live))
        .as(name("nothing else is assigned"))
        .doesNotContain(false);
  }

  private void assertSettled(FleetState end, Deployment deployment) {
    assertThat(deployment.departure()).as(name("what goes is gone")).isNull();
    assertThat(deployment.retired()).as(name("all old is forgotten")).isEmpty();
    for (ServiceVersion version : deployment.live().values()) {
      assertThat(holders(end, version))
          .as(name(version.id() + " is loaded and live on both runtimes"))
          .isEqualTo(2);
    }
  }

  private static long holders(FleetState state, ServiceVersion version) {
    return state.runtimes().stream()
        .filter(r -> r.placements().get(version.id()) instanceof PlacementState.Loaded)
        .map(RuntimeReport::runtime)
        .filter(r ->
            state.assignments().stream()
                .anyMatch(a -> a.live() && a.version().equals(version) && a.runtime().equals(r)))
        .count();
  }

  @Override
  public void close() {
    messaging.close();
  }
}
