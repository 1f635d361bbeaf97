package org.llamadeploy4j.serviceruntime;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SimulatedRedis;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A fleet and its clients for about half a minute of virtual time, with trouble in the first part
 * of it. Everything follows from the seed. Used once, by one thread.
 */
final class SimWorld {
  static final Shard SHARD = new Shard(new Incarnation("d"), 0);
  static final ServiceId SERVICE = new ServiceId("s");
  static final VersionId FIRST = new VersionId("1".repeat(32));
  static final VersionId SECOND = new VersionId("2".repeat(32));
  private static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration TROUBLE = Duration.ofSeconds(14);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CLEANING = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration DISK = Duration.ofSeconds(1);

  private final Random random;
  private final SimBug bug;
  private final SimStage stage;
  private final SimTime time;
  private final SimTrace trace;
  private final SimTrouble trouble;
  private final SimulatedRedis redis;
  private final List<String> findings = new ArrayList<>();
  private final SimLedger ledger;
  private final List<SimRuntime> runtimes = new ArrayList<>();
  private final List<SimClient> clients = new ArrayList<>();
  private final SimExecutions executions = new SimExecutions();
  private final SimAccidents accidents;
  private VersionId live = FIRST;
  private boolean troubled = true;
  private int started;

  SimWorld(long seed, SimBug bug, SimStage stage, boolean wholeTrace) {
    this.bug = bug;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.stage = stage;
    this.trace = new SimTrace(wholeTrace);
    this.trouble = SimTrouble.of(random);
    this.time = new SimTime(random);
    this.ledger = new SimLedger(time, this::now, hasSteadyClock(), this::found);
    this.redis =
        new SimulatedRedis(() -> now().plus(accidents().jumped()), bug.twin(), trouble.forgets());
    this.accidents = new SimAccidents(this, random);
    stage.set(this);
  }

  /** What was found wrong, the first finding first, and how it came to that. */
  record Outcome(List<String> findings, SimTrace trace) {}

  Outcome play() {
    begin();
    time.in(TROUBLE, this::heal);
    time.runUntil(() -> found() || allServed() || tooLate(TROUBLE.plus(PATIENCE)));
    if (!found()) {
      heal();
      awaitClean(time.now() + CLEANING.toNanos());
      new SimChecker(this).check();
    }
    return new Outcome(findings, trace);
  }

  /** Looks now and then, since a look takes longer than most of what happens. */
  private void awaitClean(long end) {
    while (time.now() < end && !isClean()) {
      long next = time.now() + LOOK.toNanos();
      time.runUntil(() -> time.now() >= next);
    }
  }

  private boolean found() {
    return !findings.isEmpty();
  }

  private boolean tooLate(Duration limit) {
    return time.now() > limit.toNanos();
  }

  private boolean allServed() {
    for (SimClient client : clients) {
      if (!client.done()) {
        return false;
      }
    }
    return true;
  }

  boolean isClean() {
    return redis.leaks(SHARD).isEmpty()
        && runtimes.stream().allMatch(runtime -> runtime.driven() == 0);
  }

  private void begin() {
    List<SessionId> sessions = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      SessionId session = new SessionId("session-" + i);
      redis.sessions().create(SHARD, session, 9_999);
      sessions.add(session);
    }
    redis.save();
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      startRuntime();
    }
    int tasks = 4 + random.nextInt(5);
    for (int i = 0; i < tasks; i++) {
      SimLink link = link("client-" + i);
      SessionId session =
          random.nextInt(3) == 0 ? null : sessions.get(random.nextInt(sessions.size()));
      SimClient client =
          new SimClient(
              i,
              session,
              this,
              link,
              new SimStore(redis.runs(), link, ledger),
              new SimControl(redis.control(), link, ledger),
              random);
      clients.add(client);
      link.process().start("serve", client::serve);
    }
    accidents.later();
    time.in(Duration.ofMillis(random.nextInt(20_000)), this::reload);
    saveLater();
  }

  private SimLink link(String name) {
    return new SimLink(new SimProcess(name, time, this::defect), this, random);
  }

  void startRuntime() {
    SimLink link = link("runtime-" + ++started);
    link.process()
        .start(
            "main",
            () -> {
              SimRuntime runtime =
                  new SimRuntime(
                      this,
                      link,
                      bug.used(new SimStore(redis.runs(), link, ledger)),
                      redis.signals(link),
                      stage);
              runtimes.add(runtime);
              runtime.start(live);
            });
  }

  private void saveLater() {
    if (trouble.everysec()) {
      time.in(
          DISK,
          () -> {
            save();
            saveLater();
          });
    }
  }

  void save() {
    redis.save();
    ledger.saved();
  }

  /** The end of all trouble. */
  private void heal() {
    if (troubled) {
      troubled = false;
      accidents.heal();
      trace("world", "healed");
    }
  }

  /** Another version becomes live; runs of the one before stay on it. */
  private void reload() {
    live = SECOND;
    trace("world", "reloads");
    runtimes.forEach(runtime -> runtime.live(live));
  }

  // ---- for those who live in it

  SimTime time() {
    return time;
  }

  SimTrouble trouble() {
    return trouble;
  }

  boolean troubled() {
    return troubled;
  }

  /** Whether the store's clock does not jump. */
  boolean hasSteadyClock() {
    return !trouble.accidents().contains(SimTrouble.Accident.CLOCK_JUMP);
  }

  boolean isStoreAway() {
    return accidents.isStoreAway();
  }

  private SimAccidents accidents() {
    return accidents;
  }

  SimulatedRedis redis() {
    return redis;
  }

  boolean generationRepeats() {
    return accidents.generationRepeats();
  }

  SimLedger ledger() {
    return ledger;
  }

  SimExecutions executions() {
    return executions;
  }

  List<SimClient> clients() {
    return clients;
  }

  List<SimRuntime> runtimes() {
    return runtimes;
  }

  /** Wall time of all processes but the store. */
  Instant now() {
    return BEGINNING.plusNanos(time.now());
  }

  void trace(String who, String what, Object... details) {
    trace.add(time.now(), who, what, details);
  }

  private void defect(Throwable thrown) {
    StringWriter stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    found("defect: " + stack);
  }

  /** Whether the step that asks fails. */
  boolean fails() {
    return troubled && random.nextInt(12) == 0;
  }

  /** A step was executed. */
  long executed(String task, List<Long> builtOn) {
    TaskId id = new TaskId(task);
    RunClaim owner = ledger.owner(id);
    String here = time.current().name();
    trace(here, "step", task, builtOn);
    if (trouble.keepsLeases() && (owner == null || !owner.runtime().value().equals(here))) {
      found("stale step: %s ran on %s, its owner is %s".formatted(task, here, owner));
    }
    return executions.add(task, builtOn);
  }

  void found(String finding) {
    trace("checker", "FOUND", finding);
    findings.add(finding);
  }
}
