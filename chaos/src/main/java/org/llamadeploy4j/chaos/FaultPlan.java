package org.llamadeploy4j.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.llamadeploy4j.chaos.Fault.Deed;

/**
 * Draws faults. The same seed draws the same ones for the same fleet, though not at the same
 * moments of its work. Not thread-safe.
 */
final class FaultPlan {
  private static final int LONGEST_STANDSTILL_MILLIS = 5_000;
  private static final int LONGEST_DELAY_MILLIS = 400;

  static final List<String> OF_RUNTIMES =
      List.of(
          "claim", "commit", "publish", "complete", "park", "fire", "renew", "release", "takeover");
  static final List<String> OF_API_SERVERS =
      List.of("submit", "deliver", "session_create", "idem_reserve", "cancel", "retry");
  static final List<String> OF_CONTROL_PLANES =
      List.of("fleet_lead", "fleet_look", "takeover", "fire");

  private final Random random;
  private final Mix mix;
  private final List<Member> members;

  FaultPlan(Random random, Mix mix, List<Member> members) {
    this.random = random;
    this.mix = mix;
    this.members = List.copyOf(members);
  }

  /** The next fault. */
  Fault draw() {
    return switch (mix) {
      case ALL -> any();
      case KILLS ->
          new Fault.Kill(one(members.stream().filter(m -> m.role() == Role.RUNTIME).toList()));
    };
  }

  private Fault any() {
    int dice = random.nextInt(100);
    if (dice < 4) {
      return new Fault.KillRedis();
    }
    if (dice < 8) {
      return new Fault.FreezeRedis(standstill());
    }
    Member member = one(members);
    if (dice < 50) {
      return atPoint(member);
    }
    if (dice < 65) {
      return new Fault.Kill(member);
    }
    if (dice < 75) {
      return new Fault.Freeze(member, standstill());
    }
    return ofLink(member);
  }

  private Fault atPoint(Member member) {
    List<String> scripts =
        switch (member.role()) {
          case RUNTIME -> OF_RUNTIMES;
          case API_SERVER -> OF_API_SERVERS;
          case CONTROL_PLANE -> OF_CONTROL_PLANES;
        };
    Trap trap =
        new Trap(one(scripts), random.nextBoolean() ? Trap.Moment.BEFORE : Trap.Moment.AFTER);
    Deed deed = one(List.of(Deed.values()));
    return new Fault.AtPoint(member, trap, deed, standstill());
  }

  private Fault ofLink(Member member) {
    return switch (random.nextInt(5)) {
      case 0 -> new Fault.Storm(member, Weather.silent(), standstill());
      case 1 -> new Fault.Storm(member, Weather.closed(), standstill());
      case 2 ->
          new Fault.Storm(
              member,
              Weather.slow(Duration.ofMillis(1 + random.nextInt(LONGEST_DELAY_MILLIS))),
              standstill());
      case 3 -> new Fault.HalfClose(member);
      default -> new Fault.Cut(member);
    };
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Duration standstill() {
    return Duration.ofMillis(1 + random.nextInt(LONGEST_STANDSTILL_MILLIS));
  }

  /** How long until the next fault. */
  Duration pause(Duration mean) {
    return Duration.ofMillis(random.nextLong(2 * mean.toMillis()));
  }
}
