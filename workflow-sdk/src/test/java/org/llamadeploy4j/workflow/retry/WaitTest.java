package org.llamadeploy4j.workflow.retry;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Golden delays; those that are not random were computed with tenacity 9.1.4. */
class WaitTest {

  private static final int MANY = Integer.MAX_VALUE;

  /** A generator whose every number is at this place between 0 and 1. */
  private static RandomGenerator at(double place) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("waits draw nextDouble only, so that this stays the same");
      }

      @Override
      public double nextDouble() {
        return place;
      }
    };
  }

  private static Duration delay(Wait wait, int n, double place) {
    return wait.before(new FailedAttempt(n + 1, ZERO, new IOException("x"), 0), at(place));
  }

  /** The delays for n = 0 to 5, with random numbers at a place between 0 and 1. */
  private static List<Duration> delays(Wait wait, double place) {
    return IntStream.range(0, 6).mapToObj(n -> delay(wait, n, place)).toList();
  }

  private static List<Duration> seconds(double... all) {
    return Arrays.stream(all).mapToObj(s -> Duration.ofNanos(Math.round(s * 1e9))).toList();
  }

  @Test
  void noneDoesNotWait() {
    assertThat(delays(Wait.none(), 0)).isEqualTo(seconds(0, 0, 0, 0, 0, 0));
  }

  @Test
  void fixedStaysTheSame() {
    assertThat(delays(Wait.fixed(ofSeconds(2)), 0)).isEqualTo(seconds(2, 2, 2, 2, 2, 2));
  }

  @Test
  void exponentialBeginsWithItsInitialDelay() {
    assertThat(delays(Wait.exponential(ofMillis(500)).atMost(ofSeconds(10)), 0))
        .isEqualTo(seconds(0.5, 1, 2, 4, 8, 10));
    assertThat(delays(Wait.exponential(ofMillis(100), 1.5), 0))
        .isEqualTo(seconds(0.1, 0.15, 0.225, 0.3375, 0.50625, 0.759375));
  }

  @Test
  void exponentialStaysBetweenItsLimits() {
    Wait wait = Wait.exponential(ofSeconds(1), 3).atMost(ofSeconds(20)).atLeast(ofSeconds(2));

    assertThat(delays(wait, 0)).isEqualTo(seconds(2, 3, 9, 20, 20, 20));
  }

  @Test
  void aLeastDelayWinsOverTheMostOne() {
    Wait wait = Wait.fixed(ofSeconds(1)).atMost(ofSeconds(2)).atLeast(ofSeconds(5));

    assertThat(delay(wait, 0, 0)).isEqualTo(ofSeconds(5));
  }

  @Test
  void incrementingGrowsByTheSameAmount() {
    assertThat(delays(Wait.incrementing(ofSeconds(1), ofSeconds(2)).atMost(ofSeconds(6)), 0))
        .isEqualTo(seconds(1, 3, 5, 6, 6, 6));
  }

  @Test
  void aNegativeIncrementShrinksToZero() {
    assertThat(delays(Wait.incrementing(ofSeconds(3), ofSeconds(-2)), 0))
        .isEqualTo(seconds(3, 1, 0, 0, 0, 0));
  }

  @Test
  void randomLiesBetweenItsBounds() {
    Wait wait = Wait.random(ofSeconds(2), ofSeconds(6));

    assertThat(delay(wait, 0, 0)).isEqualTo(ofSeconds(2));
    assertThat(delay(wait, 3, 0.25)).isEqualTo(ofSeconds(3));
    assertThat(delay(wait, 9, Math.nextDown(1.0))).isBetween(ofSeconds(5), ofSeconds(6));
  }

  @Test
  void exponentialJitterAddsToThePower() {
    Wait wait = Wait.exponentialJitter(ofSeconds(1), 2, ofSeconds(1)).atMost(ofSeconds(10));

    assertThat(delays(wait, 0)).isEqualTo(seconds(1, 2, 4, 8, 10, 10));
    assertThat(delays(wait, 1)).isEqualTo(seconds(2, 3, 5, 9, 10, 10));
  }

  @Test
  void randomExponentialWidensItsRange() {
    Wait wait = Wait.randomExponential(ofSeconds(1), 2, ofSeconds(3), ofSeconds(10));

    assertThat(delays(wait, 0)).isEqualTo(seconds(3, 3, 3, 3, 3, 3));
    assertThat(delays(wait, 0.5)).isEqualTo(seconds(3, 3, 3.5, 5.5, 6.5, 6.5));
    assertThat(delays(wait, 1)).isEqualTo(seconds(3, 3, 4, 8, 10, 10));
  }

  @Test
  void aChainTakesEachInTurnAndRepeatsTheLast() {
    Wait wait = Wait.chain(Wait.fixed(ofSeconds(1)), Wait.none(), Wait.fixed(ofSeconds(4)));

    assertThat(delays(wait, 0)).isEqualTo(seconds(1, 0, 4, 4, 4, 4));
  }

  @Test
  void aWaitInAChainSeesTheTrueNumber() {
    Wait wait = Wait.chain(Wait.fixed(ofSeconds(1)), Wait.exponential(ofSeconds(1)));

    assertThat(delays(wait, 0)).isEqualTo(seconds(1, 2, 4, 8, 16, 32));
  }

  @Test
  void combinedWaitsAddUp() {
    Wait one = Wait.fixed(ofSeconds(1));
    Wait two = Wait.exponential(ofSeconds(1));

    assertThat(delays(Wait.combine(one, two), 0)).isEqualTo(seconds(2, 3, 5, 9, 17, 33));
    assertThat(delays(one.plus(two), 0)).isEqualTo(seconds(2, 3, 5, 9, 17, 33));
    assertThat(delays(Wait.combine(), 0)).isEqualTo(seconds(0, 0, 0, 0, 0, 0));
  }

  @Test
  void twoRandomWaitsDrawTwoNumbers() {
    Wait one = Wait.random(ZERO, ofSeconds(1));
    Random random = new Random(7);
    double sum = new Random(7).doubles(2).sum();

    Duration delay = one.plus(one).before(new FailedAttempt(1, ZERO, new IOException(), 7), random);

    assertThat(delay).isCloseTo(Duration.ofNanos((long) (sum * 1e9)), ofMillis(1));
  }

  @Test
  void theExceptionMayTellTheDelay() {
    Wait wait = Wait.fromError(e -> Duration.parse(e.getMessage()));

    assertThat(wait.before(new FailedAttempt(1, ZERO, new IOException("PT7S"), 0), at(0)))
        .isEqualTo(ofSeconds(7));
    assertThat(wait.before(new FailedAttempt(1, ZERO, new IOException("PT-7S"), 0), at(0)))
        .isEqualTo(ZERO);
  }

  @Test
  void whatIsTooLargeToComputeBecomesTheLongestDelay() {
    Wait huge = Wait.exponential(ofSeconds(1), 1e300);
    Wait sum = Wait.fixed(Wait.LONGEST).plus(Wait.fixed(Wait.LONGEST));
    Wait told = Wait.fromError(e -> ofSeconds(Long.MAX_VALUE));

    assertThat(delay(huge, MANY - 1, 0)).isEqualTo(Wait.LONGEST);
    assertThat(delay(huge, 25, 0)).isEqualTo(Wait.LONGEST);
    assertThat(delay(Wait.incrementing(Wait.LONGEST, Wait.LONGEST), MANY - 1, 0))
        .isEqualTo(Wait.LONGEST);
    assertThat(delay(sum, 0, 0)).isEqualTo(Wait.LONGEST);
    assertThat(delay(told.plus(told), 0, 0)).isEqualTo(Wait.LONGEST);
    assertThat(delay(huge.atMost(ofSeconds(9)), MANY - 1, 0)).isEqualTo(ofSeconds(9));
  }

  @Test
  void zeroStaysZeroHoweverOftenItIsMultiplied() {
    assertThat(delay(Wait.exponential(ZERO, 10), MANY - 1, 0)).isEqualTo(ZERO);
  }

  @Test
  void badParametersSayWhatToChange() {
    assertThatThrownBy(() -> Wait.fixed(ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delay must be between zero and PT8760H, but is PT-1S");
    assertThatThrownBy(() -> Wait.fixed(Duration.ofDays(366)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wait.exponential(ofSeconds(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base must be a finite number above 0, such as 2 to double the delay: 0.0");
    assertThatThrownBy(() -> Wait.exponential(ofSeconds(1), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wait.incrementing(ofSeconds(1), Duration.ofDays(-366)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("increment, without its sign, must be between");
    assertThatThrownBy(() -> Wait.random(ofSeconds(2), ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("min must be at most max, but is PT2S with max PT1S");
    assertThatThrownBy(() -> Wait.randomExponential(ofSeconds(1), 2, ofSeconds(3), ofSeconds(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wait.none().atMost(ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(Wait::chain)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a chain needs at least one wait; Wait.none() is one");
  }
}
