package org.llamadeploy4j.chaos;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.chaos.Fault.Deed;
import org.llamadeploy4j.messaging.EmbeddedRedis;

/**
 * Makes faults happen. Thread-safe: any number of faults may be under way, of different victims.
 * Whoever was killed is started again by the {@link Supervisor}.
 */
final class Injector {
  private static final Duration TRAP_PATIENCE = Duration.ofSeconds(5);

  private final EmbeddedRedis redis;
  private final FaultLog log;
  private final Set<String> victims = ConcurrentHashMap.newKeySet();

  Injector(EmbeddedRedis redis, FaultLog log) {
    this.redis = redis;
    this.log = log;
  }

  /**
   * Whether the victim is not busy with another fault; it is from now on, until {@link #inject}ed.
   */
  boolean reserve(Fault fault) {
    return victims.add(fault.victim());
  }

  /** Lets a reserved fault happen; returns when it is over. */
  void inject(Fault fault) throws InterruptedException {
    try {
      switch (fault) {
        case Fault.Kill f -> kill(f.member());
        case Fault.Freeze f -> freeze(f.member(), f.length());
        case Fault.Storm f -> storm(f);
        case Fault.Cut f -> cut(f.member());
        case Fault.HalfClose f -> halfClose(f.member());
        case Fault.AtPoint f -> atPoint(f);
        case Fault.KillRedis f -> killRedis();
        case Fault.FreezeRedis f -> freezeRedis(f.length());
      }
    } finally {
      log.ends(fault.victim());
      victims.remove(fault.victim());
    }
  }

  private void kill(Member member) {
    log.happened("kill", member);
    log.dies(member, member.kill());
  }

  private void freeze(Member member, Duration length) throws InterruptedException {
    log.happened("freeze", member);
    long pid = member.pid();
    log.begins(member, pid);
    freeze(pid, length);
  }

  private static void freeze(long pid, Duration length) throws InterruptedException {
    Signals.stop(pid);
    try {
      Thread.sleep(length);
    } finally {
      Signals.goOn(pid);
    }
  }

  private void storm(Fault.Storm fault) throws InterruptedException {
    Weather weather = fault.weather();
    String kind =
        weather.blackHole() ? "black hole" : weather.refusing() ? "refused connections" : "delay";
    log.happened(kind, fault.member());
    log.begins(fault.member(), fault.member().pid());
    fault.member().link().weather(weather);
    if (weather.refusing()) {
      fault.member().link().cut();
    }
    try {
      Thread.sleep(fault.length());
    } finally {
      fault.member().link().weather(Weather.FAIR);
    }
  }

  private void cut(Member member) {
    log.happened("cut", member);
    log.begins(member, member.pid());
    member.link().cut();
  }

  private void halfClose(Member member) {
    log.happened("half-close", member);
    log.begins(member, member.pid());
    member.link().halfClose();
  }

  private void atPoint(Fault.AtPoint fault) throws InterruptedException {
    Member member = fault.member();
    long pid = member.pid();
    CountDownLatch sprung = new CountDownLatch(1);
    Snare snare =
        new Snare(
            fault.trap(),
            () -> {
              strike(member, fault.deed(), pid);
              sprung.countDown();
            });
    member.link().set(snare);
    boolean happened = sprung.await(TRAP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    member.link().disarm(snare);
    if (!happened && snare.sprung().compareAndSet(false, true)) {
      return; // the process does not run such a script now
    }
    sprung.await();
    String deed = fault.deed().name().toLowerCase(Locale.ROOT);
    log.happened(deed + " " + fault.trap(), fault.member());
    recover(fault, pid);
  }

  /** What happens at the point itself: nothing that takes time. */
  private void strike(Member member, Deed deed, long pid) {
    switch (deed) {
      case KILL -> log.dies(member, member.kill());
      case FREEZE -> {
        log.begins(member, pid);
        Signals.stop(pid);
      }
      case CUT -> {
        log.begins(member, pid);
        member.link().cut();
      }
    }
  }

  private void recover(Fault.AtPoint fault, long pid) throws InterruptedException {
    switch (fault.deed()) {
      case KILL, CUT -> {}
      case FREEZE -> {
        try {
          Thread.sleep(fault.length());
        } finally {
          Signals.goOn(pid);
        }
      }
    }
  }

  private void killRedis() {
    log.happenedToRedis("kill");
    log.redisDies();
    log.redisBegins();
    redis.kill();
    redis.restart();
  }

  private void freezeRedis(Duration length) throws InterruptedException {
    long pid = redis.pid();
    if (pid > 0) {
      log.happenedToRedis("freeze");
      log.redisBegins();
      freeze(pid, length);
    }
  }
}
