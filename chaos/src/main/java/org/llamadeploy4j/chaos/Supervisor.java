package org.llamadeploy4j.chaos;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Starts every process again that has ended, as a service manager would: one thread of its own. */
final class Supervisor implements AutoCloseable {
  private static final long POLL_MILLIS = 100;

  private final List<Member> members;
  private final FaultLog log;
  private final Thread thread;

  private Supervisor(List<Member> members, FaultLog log) {
    this.members = members;
    this.log = log;
    this.thread = Thread.ofPlatform().name("supervisor").daemon().unstarted(this::watch);
  }

  static Supervisor watch(List<Member> members, FaultLog log) {
    Supervisor supervisor = new Supervisor(members, log);
    supervisor.thread.start();
    return supervisor;
  }

  private void watch() {
    Set<Member> starting = new HashSet<>();
    try {
      while (true) {
        for (Member member : members) {
          if (member.restartIfDead(output -> log.endedByItself(member, output.strip()))) {
            starting.add(member);
          } else if (starting.contains(member) && member.isReady()) {
            starting.remove(member);
            log.isBack(member);
          }
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
