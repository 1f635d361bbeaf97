package org.llamadeploy4j.chaos;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.chaos.Takeovers.Death;

/**
 * What has happened to the fleet and when; of all that runs need, also for how long. Thread-safe.
 */
final class FaultLog {
  private final Clock clock;
  private final Queue<Happened> faults = new ConcurrentLinkedQueue<>();
  private final Queue<Death> runtimeDeaths = new ConcurrentLinkedQueue<>();
  private final Queue<Long> redisDeaths = new ConcurrentLinkedQueue<>();
  private final Queue<String> endings = new ConcurrentLinkedQueue<>();
  private final Queue<Trouble> over = new ConcurrentLinkedQueue<>();
  private final Map<String, Trouble> faulty = new ConcurrentHashMap<>();
  private final Map<String, Trouble> down = new ConcurrentHashMap<>();

  /**
   * A fault that has happened.
   *
   * @param kind what, without to whom
   * @param victim to whom
   */
  private record Happened(long atMillis, String kind, String victim) {
    @Override
    public String toString() {
      return atMillis + " " + kind + ": " + victim;
    }
  }

  FaultLog(Clock clock) {
    this.clock = clock;
  }

  /** A fault happens to a process now. */
  void happened(String kind, Member member) {
    faults.add(new Happened(clock.millis(), kind + " of " + member.role().word(), member.name()));
  }

  /** A fault happens to Redis now. */
  void happenedToRedis(String kind) {
    faults.add(new Happened(clock.millis(), kind + " of Redis", Fault.REDIS));
  }

  /** Every fault on a line of its own: when, what, whom. */
  List<String> lines() {
    return faults.stream().map(Happened::toString).toList();
  }

  /** A process is in trouble from now on; nobody has two faults at a time. */
  void begins(Member member, long pid) {
    if (isNeededByRuns(member)) {
      begins(member.name(), pid);
    }
  }

  /** Runtimes drive runs, and control planes say which runtime has what code. */
  private static boolean isNeededByRuns(Member member) {
    return member.role() != Role.API_SERVER;
  }

  /** Redis is in trouble from now on. */
  void redisBegins() {
    begins(Fault.REDIS, Trouble.NO_PROCESS);
  }

  private void begins(String victim, long pid) {
    faulty.put(victim, new Trouble(victim, pid, clock.millis(), Long.MAX_VALUE));
  }

  /** What began is over, if anything did. */
  void ends(String victim) {
    close(faulty.remove(victim));
  }

  /** A process has been killed. It is in trouble until the next life is ready. */
  void dies(Member member, long pid) {
    boolean isNew = runtimeDeaths.stream().noneMatch(death -> death.pid() == pid);
    if (member.role() == Role.RUNTIME && isNew) {
      runtimeDeaths.add(new Death(member.name(), pid, clock.millis()));
    }
    isDown(member);
  }

  private void isDown(Member member) {
    if (isNeededByRuns(member)) {
      String name = member.name();
      down.putIfAbsent(name, new Trouble(name, Trouble.NO_PROCESS, clock.millis(), Long.MAX_VALUE));
    }
  }

  /** The next life of a process that had ended is ready. */
  void isBack(Member member) {
    close(down.remove(member.name()));
  }

  private void close(@Nullable Trouble trouble) {
    if (trouble != null) {
      over.add(new Trouble(trouble.victim(), trouble.pid(), trouble.fromMillis(), clock.millis()));
    }
  }

  /** Redis is killed now. */
  void redisDies() {
    redisDeaths.add(clock.millis());
  }

  /** A process has ended that nobody had killed. */
  void endedByItself(Member member, String output) {
    endings.add(member + ": " + output);
    isDown(member);
  }

  int count() {
    return faults.size();
  }

  List<Death> runtimeDeaths() {
    return List.copyOf(runtimeDeaths);
  }

  List<Long> redisDeaths() {
    return List.copyOf(redisDeaths);
  }

  /** All troubles of what runs need, Redis included; those that are not over yet last for ever. */
  List<Trouble> troubles() {
    return Stream.of(over, faulty.values(), down.values()).flatMap(all -> all.stream()).toList();
  }

  List<String> endings() {
    return List.copyOf(endings);
  }

  /** How many there were of each kind. */
  Map<String, Integer> kinds() {
    Map<String, Integer> kinds = new TreeMap<>();
    faults.forEach(fault -> kinds.merge(fault.kind(), 1, Integer::sum));
    return kinds;
  }
}
