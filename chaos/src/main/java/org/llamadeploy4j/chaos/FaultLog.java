package org.llamadeploy4j.chaos;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.llamadeploy4j.chaos.Takeovers.Death;

/** What has happened to the fleet, and when. Thread-safe. */
final class FaultLog {
  private final Clock clock;
  private final Queue<Happened> faults = new ConcurrentLinkedQueue<>();
  private final Queue<Death> runtimeDeaths = new ConcurrentLinkedQueue<>();
  private final Queue<Long> redisDeaths = new ConcurrentLinkedQueue<>();
  private final Queue<String> endings = new ConcurrentLinkedQueue<>();

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

  /** A process is killed now. */
  void dies(Role role, long pid) {
    if (role == Role.RUNTIME) {
      runtimeDeaths.add(new Death(pid, clock.millis()));
    }
  }

  /** Redis is killed now. */
  void redisDies() {
    redisDeaths.add(clock.millis());
  }

  /** A process has ended that nobody had killed. */
  void endedByItself(String what) {
    endings.add(what);
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
