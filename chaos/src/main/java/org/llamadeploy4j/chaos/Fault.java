package org.llamadeploy4j.chaos;

import java.time.Duration;

/** Something that happens to a fleet. */
sealed interface Fault {

  /** What it happens to; faults of one victim do not overlap. */
  String victim();

  /** A process dies, and its supervisor starts it again. */
  record Kill(Member member) implements Fault {
    @Override
    public String victim() {
      return member.name();
    }
  }

  /** A process stands still for a while, unaware of it. */
  record Freeze(Member member, Duration length) implements Fault {
    @Override
    public String victim() {
      return member.name();
    }
  }

  /** The link of a process is bad for a while. */
  record Storm(Member member, Weather weather, Duration length) implements Fault {
    @Override
    public String victim() {
      return member.name();
    }
  }

  /** All connections of a process end at once. */
  record Cut(Member member) implements Fault {
    @Override
    public String victim() {
      return member.name();
    }
  }

  /** Redis' side of all connections of a process ends, the other does not. */
  record HalfClose(Member member) implements Fault {
    @Override
    public String victim() {
      return member.name();
    }
  }

  /** Something happens to a process at a named point. */
  record AtPoint(Member member, Trap trap, Deed deed, Duration length) implements Fault {
    @Override
    public String victim() {
      return member.name();
    }
  }

  /** Redis dies, and is started again at once. */
  record KillRedis() implements Fault {
    @Override
    public String victim() {
      return REDIS;
    }
  }

  /** Redis stands still for a while. */
  record FreezeRedis(Duration length) implements Fault {
    @Override
    public String victim() {
      return REDIS;
    }
  }

  /** What may happen at a named point. */
  enum Deed {
    KILL,
    FREEZE,
    CUT
  }

  /** The name of Redis among victims. */
  String REDIS = "redis";
}
