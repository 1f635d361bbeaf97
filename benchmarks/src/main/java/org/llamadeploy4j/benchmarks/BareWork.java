package org.llamadeploy4j.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * What the bare harness pretends to run: names, sizes and the answer.
 *
 * @param shard where all keys live
 * @param answer result of every run, JSON
 * @param steps durable steps of a run: one less is committed, the last one completes; 0: the front
 *     answers by itself, so that its own cost can be told from the store's
 */
record BareWork(Shard shard, byte[] answer, int steps) {
  static final ServiceId SERVICE = new ServiceId("bare");
  static final VersionId VERSION = new VersionId("0".repeat(32));
  static final RuntimeId RUNTIME = new RuntimeId("bare");
  static final Duration LEASE = Duration.ofSeconds(5);

  /** Runs that may be owned at one time. */
  static final int SLOTS = 256;

  // As large as what the engine writes for a step of the echo example.
  private static final List<byte[]> TICKS = List.of(filler(160));
  private static final List<byte[]> EVENTS = List.of(filler(120));

  /**
   * Checks the number of steps.
   *
   * @throws BenchmarkException when it is not from 0 to 100
   */
  BareWork {
    if (steps < 0 || steps > 100) {
      throw new BenchmarkException("--steps needs 0 to 100, not " + steps);
    }
  }

  static BareWork of(String incarnation, String answer, int steps) {
    return new BareWork(
        new Shard(new Incarnation(incarnation), 0), answer.getBytes(StandardCharsets.UTF_8), steps);
  }

  /** What one step adds to the journal. */
  List<byte[]> ticks() {
    return TICKS;
  }

  /** What the last step adds to the stream. */
  List<byte[]> events() {
    return EVENTS;
  }

  private static byte[] filler(int bytes) {
    return "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
  }
}
