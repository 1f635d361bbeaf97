package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How much goes wrong in a simulated world, and what. Each seed leaves some kinds out and has
 * others more often, so that rare ones come without the noise of all.
 *
 * @param lostRequests of so many requests, in a thousand
 * @param lostReplies of so many replies, in a thousand
 * @param repeated of so many requests that arrive twice, in a thousand
 * @param late of so many requests that arrive when nobody waits for an answer, in a thousand
 * @param slow of so many ways that take up to seconds, in a thousand
 * @param lostHints of so many wake-ups, in a hundred
 * @param pause mean time from one accident to the next
 * @param accidents what happens then, one of these
 * @param everysec whether the store loses what was not saved lately when it dies
 * @param forgets whether the store remembers no id of an event that was taken
 */
record SimTrouble(
    int lostRequests,
    int lostReplies,
    int repeated,
    int late,
    int slow,
    int lostHints,
    Duration pause,
    List<Accident> accidents,
    boolean everysec,
    boolean forgets) {

  /** What may happen at once. */
  enum Accident {
    CRASH,
    FREEZE,
    CUT,
    STORE_CRASH,
    STORE_AWAY,
    CLOCK_JUMP
  }

  static SimTrouble of(Random random) {
    List<Accident> accidents = new ArrayList<>();
    for (Accident accident : Accident.values()) {
      if (random.nextInt(5) < 3) {
        accidents.add(accident);
      }
    }
    return new SimTrouble(
        some(random, 40),
        some(random, 40),
        some(random, 40),
        some(random, 20),
        some(random, 60),
        some(random, 60),
        Duration.ofMillis(400 + random.nextInt(2600)),
        accidents,
        random.nextBoolean(),
        random.nextInt(3) == 0);
  }

  /**
   * Whether a runtime that trusts its lease has it: what it checks just before a step may change
   * before the step when it is frozen, the store lives anew or jumps, or calls come late.
   */
  boolean keepsLeases() {
    return late == 0
        && repeated == 0
        && !accidents.contains(Accident.FREEZE)
        && !accidents.contains(Accident.STORE_CRASH)
        && !accidents.contains(Accident.CLOCK_JUMP);
  }

  private static int some(Random random, int most) {
    return random.nextInt(3) == 0 ? 0 : random.nextInt(most);
  }
}
