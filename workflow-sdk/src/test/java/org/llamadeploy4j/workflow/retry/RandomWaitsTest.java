package org.llamadeploy4j.workflow.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Waits composed at random keep what every wait promises. The seed is in each message. */
class RandomWaitsTest {

  private static final int SEEDS = 20_000;

  @Test
  void everyDelayIsBetweenZeroAndTheLimit() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Duration max = duration(random);
      Wait free = wait(random, 3);
      FailedAttempt attempt = attempt(random);

      Duration delay = free.before(attempt, new Random(attempt.seed()));
      Duration limited = free.atMost(max).before(attempt, new Random(attempt.seed()));

      assertThat(delay).as("seed %d", seed).isBetween(Duration.ZERO, Wait.LONGEST);
      assertThat(limited).as("seed %d", seed).isEqualTo(delay.compareTo(max) < 0 ? delay : max);
    }
  }

  @Test
  void theSameAttemptAlwaysGetsTheSameDelay() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      RetryPolicy policy = RetryPolicy.builder().wait(wait(random, 3)).stop(Stop.never()).build();
      FailedAttempt attempt = attempt(random);

      assertThat(policy.next(attempt))
          .as("seed %d", seed)
          .isPresent()
          .isEqualTo(policy.next(attempt));
    }
  }

  private static FailedAttempt attempt(Random random) {
    int failures = random.nextBoolean() ? 1 + random.nextInt(12) : 1 + (random.nextInt() >>> 1);
    return new FailedAttempt(failures, duration(random), new IOException("x"), random.nextLong());
  }

  /** Of any size: from nanoseconds to the longest. */
  private static Duration duration(Random random) {
    return Duration.ofNanos(random.nextLong(Wait.LONGEST.toNanos()) >> random.nextInt(55));
  }

  private static Wait wait(Random random, int depth) {
    Duration one = duration(random);
    Duration more = Delays.max(one, duration(random));
    double base = random.nextBoolean() ? 2 : 0.1 + random.nextDouble() * 20;
    return switch (random.nextInt(depth == 0 ? 7 : 11)) {
      case 0 -> Wait.none();
      case 1 -> Wait.fixed(one);
      case 2 -> Wait.exponential(one, base);
      case 3 -> Wait.incrementing(one, random.nextBoolean() ? more : more.negated());
      case 4 -> Wait.random(one, more);
      case 5 -> Wait.exponentialJitter(one, base, more);
      case 6 -> Wait.randomExponential(duration(random), base, one, more);
      case 7 -> Wait.chain(wait(random, depth - 1), wait(random, depth - 1));
      case 8 -> Wait.combine(wait(random, depth - 1), wait(random, depth - 1));
      case 9 -> wait(random, depth - 1).plus(wait(random, depth - 1));
      case 10 -> wait(random, depth - 1).atLeast(one);
      default -> throw new AssertionError();
    };
  }
}
