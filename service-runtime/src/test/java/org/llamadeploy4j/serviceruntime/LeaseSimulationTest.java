package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.messaging.RenewReply;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Whole fleets of lease cores on one seeded scheduler and a virtual clock: messages are late or
 * lost, processes crash at any action, the store restarts. At no time may two runtimes both think
 * that a run's steps may run, and in the end every run must have ended.
 */
class LeaseSimulationTest {
  private static final int RUNS = 12;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long LEASE = 3 * SECOND;

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= 200; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noRunIsEverDrivenTwiceAndEveryRunEnds(long seed) {
    new World(seed).play();
  }

  /** The scripts' rules about leases, claims and takeovers, and nothing else. */
  private static final class Store {
    long generation = 1;
    long graceUntil;
    long epochs;
    final Map<RuntimeId, Long> leases = new HashMap<>();
    final Map<TaskId, RunClaim> owners = new HashMap<>();
    final List<TaskId> queue = new ArrayList<>();
    final List<TaskId> done = new ArrayList<>();

    RenewReply renew(RuntimeId runtime, long now) {
      leases.put(runtime, now + LEASE);
      Map<TaskId, Long> owned = new HashMap<>();
      owners.forEach((task, claim) -> {
        if (claim.runtime().equals(runtime)) {
          owned.put(task, claim.epoch());
        }
      });
      return new RenewReply(generation, owned);
    }

    List<RunClaim> claim(RuntimeId runtime, int max, long now) {
      leases.put(runtime, now + LEASE);
      List<RunClaim> claims = new ArrayList<>();
      while (claims.size() < max && !queue.isEmpty()) {
        TaskId task = queue.removeFirst();
        RunClaim claim =
            new RunClaim(World.SHARD, task, runtime, generation, ++epochs, "t" + epochs);
        owners.put(task, claim);
        claims.add(claim);
      }
      return claims;
    }

    boolean complete(RunClaim claim) {
      if (claim.generation() != generation || !claim.equals(owners.get(claim.task()))) {
        return false;
      }
      owners.remove(claim.task());
      done.add(claim.task());
      return true;
    }

    void release(RuntimeId runtime) {
      requeue(claim -> claim.runtime().equals(runtime));
    }

    void takeover(long now) {
      if (now >= graceUntil) {
        requeue(claim -> leases.getOrDefault(claim.runtime(), 0L) < now);
      }
    }

    void restart(long now) {
      generation++;
      graceUntil = now + LEASE;
    }

    private void requeue(java.util.function.Predicate<RunClaim> which) {
      for (RunClaim claim : List.copyOf(owners.values())) {
        if (which.test(claim)) {
          owners.remove(claim.task());
          queue.add(claim.task());
        }
      }
    }
  }

  /** One process: its core, and what it drives. */
  private static final class Member {
    final RuntimeId id;
    final LeaseCore core;
    final Map<TaskId, RunClaim> driven = new HashMap<>();
    boolean dead;
    long cutOffUntil;

    Member(int number, long now) {
      id = new RuntimeId("r" + number);
      core = new LeaseCore(Duration.ofNanos(LEASE), Duration.ofNanos(SECOND), now);
    }

    void stop(@Nullable RunClaim claim) {
      if (claim != null && claim.equals(driven.get(claim.task()))) {
        driven.remove(claim.task());
      }
    }
  }

  private record Event(long at, long order, Runnable what) {}

  private static final class World {
    static final Shard SHARD = new Shard(new Incarnation("d"), 0);

    private final Random random;
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final Store store = new Store();
    private final List<Member> members = new ArrayList<>();
    private long now;
    private long order;
    private int started;
    private boolean trouble = true;

    World(long seed) {
      random = new Random(seed);
    }

    void play() {
      for (int i = 0; i < RUNS; i++) {
        store.queue.add(TaskId.of(0, new UUID(0, i)));
      }
      for (int i = 0; i < 3; i++) {
        spawn();
      }
      later(SECOND, this::sweep);
      later(60 * SECOND, () -> trouble = false);
      while (!events.isEmpty() && now < 120 * SECOND) {
        Event event = events.remove();
        now = event.at();
        event.what().run();
        nobodySharesARun();
      }
      assertThat(store.done).hasSize(RUNS).doesNotHaveDuplicates();
    }

    private void later(long delay, Runnable what) {
      events.add(new Event(now + delay, order++, what));
    }

    private long delay() {
      boolean slow = trouble && random.nextInt(8) == 0;
      return 1 + random.nextLong(slow ? 5 * SECOND : SECOND / 50);
    }

    private void spawn() {
      Member member = new Member(started++, now);
      members.add(member);
      tick(member);
      work(member);
    }

    private void sweep() {
      store.takeover(now);
      if (trouble && random.nextInt(10) == 0) {
        store.restart(now);
      }
      Member unlucky = members.get(random.nextInt(members.size()));
      if (trouble && random.nextInt(4) == 0) {
        unlucky.cutOffUntil = now + random.nextLong(3 * LEASE);
      }
      if (trouble && random.nextInt(12) == 0) {
        crash(members.get(random.nextInt(members.size())));
      }
      later(SECOND, this::sweep);
    }

    private void crash(Member member) {
      if (!member.dead) {
        member.dead = true;
        member.driven.clear();
        spawn();
      }
    }

    private void tick(Member member) {
      if (!member.dead) {
        perform(member, member.core.tick(now));
        later(SECOND / 10, () -> tick(member));
      }
    }

    private void perform(Member member, List<LeaseCore.Action> actions) {
      for (LeaseCore.Action action : actions) {
        if (trouble && random.nextInt(400) == 0) {
          crash(member);
        }
        if (member.dead) {
          return;
        }
        switch (action) {
          case LeaseCore.Action.Renew() -> renew(member);
          case LeaseCore.Action.GiveBack _ -> giveBack(member);
          case LeaseCore.Action.StopAll _ -> member.driven.clear();
          case LeaseCore.Action.Resume() -> {}
          case LeaseCore.Action.Drop(RunClaim claim, String _) -> member.stop(claim);
        }
      }
    }

    private boolean lost(Member member) {
      return now < member.cutOffUntil || (trouble && random.nextInt(5) == 0);
    }

    private void renew(Member member) {
      long sent = now;
      if (lost(member)) {
        later(delay(), () -> fed(member, p -> p.core.renewalFailed(now)));
        return;
      }
      later(
          delay(),
          () -> {
            RenewReply reply = store.renew(member.id, now);
            boolean answerLost = lost(member);
            later(
                delay(),
                () ->
                    fed(
                        member,
                        p ->
                            answerLost
                                ? p.core.renewalFailed(now)
                                : p.core.renewed(sent, reply, now)));
          });
    }

    private void giveBack(Member member) {
      if (lost(member)) {
        later(
            delay(),
            () ->
                fed(
                    member,
                    p -> {
                      p.core.giveBackFailed();
                      return List.of();
                    }));
        return;
      }
      later(
          delay(),
          () -> {
            store.release(member.id);
            later(delay(), () -> fed(member, p -> p.core.gaveBack(now)));
          });
    }

    private void fed(
        Member member, java.util.function.Function<Member, List<LeaseCore.Action>> input) {
      if (!member.dead) {
        perform(member, input.apply(member));
      }
    }

    /** Claims now and then; each claimed run takes a while and is then completed. */
    private void work(Member member) {
      if (member.dead) {
        return;
      }
      member.core.claimTerm(now).ifPresent(term -> claim(member, term));
      later(SECOND / 5 + random.nextLong(SECOND / 5), () -> work(member));
    }

    private void claim(Member member, long term) {
      if (lost(member)) {
        return;
      }
      later(
          delay(),
          () -> {
            List<RunClaim> claims = store.claim(member.id, 1 + random.nextInt(3), now);
            if (lost(member)) {
              return;
            }
            later(delay(), () -> claims.forEach(claim -> begin(member, claim, term)));
          });
    }

    private void begin(Member member, RunClaim claim, long term) {
      if (member.dead || !member.core.claimed(claim, term, now)) {
        return;
      }
      member.driven.put(claim.task(), claim);
      later(
          random.nextLong(3 * LEASE),
          () -> {
            if (claim.equals(member.driven.get(claim.task()))) {
              later(delay(), () -> complete(member, claim));
            }
          });
    }

    private void complete(Member member, RunClaim claim) {
      if (!member.dead && now < member.cutOffUntil) {
        later(SECOND / 2, () -> complete(member, claim));
        return;
      }
      store.complete(claim);
      later(
          delay(),
          () -> {
            if (!member.dead) {
              member.stop(claim);
              member.core.ended(claim);
            }
          });
    }

    /** What a stopped process or a void claim still holds does no harm: nothing of it may run. */
    private void nobodySharesARun() {
      Map<TaskId, RuntimeId> drivers = new HashMap<>();
      for (Member member : members) {
        for (RunClaim claim : member.driven.values()) {
          if (!member.dead && member.core.holds(claim, now) && !store.done.contains(claim.task())) {
            RuntimeId other = drivers.put(claim.task(), member.id);
            assertThat(other).as("a second driver of %s beside %s", claim, member.id).isNull();
          }
        }
      }
    }
  }
}
