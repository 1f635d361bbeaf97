package org.llamadeploy4j.controlplane;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.SessionId;

/**
 * Makes ids that nobody can guess and that sort by time, as UUIDs of version 7 do. Safe for use by
 * many threads when the generator is.
 */
final class Ids {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final InstantSource clock;
  private final RandomGenerator random;

  Ids(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  UUID uuid() {
    long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() & 0xFFF);
    long low = (random.nextLong() >>> 2) | VARIANT;
    return new UUID(high, low);
  }

  SessionId session() {
    return new SessionId(uuid().toString());
  }

  RolloutId rollout() {
    return new RolloutId(uuid().toString());
  }

  Incarnation incarnation() {
    return new Incarnation(HexFormat.of().toHexDigits(random.nextLong()));
  }
}
