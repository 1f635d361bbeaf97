package org.llamadeploy4j.workflow.retry;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * Whether a failed attempt of a step is followed by another one, and after which delay. Most are
 * made of three parts: {@link RetryIf} says which exceptions are worth it, {@link Wait} how long to
 * wait, {@link Stop} when to give up.
 *
 * <pre>{@code
 * RetryPolicy.builder()
 *     .retryIf(RetryIf.exception(IOException.class))
 *     .wait(Wait.exponential(Duration.ofSeconds(1)).atMost(Duration.ofMinutes(1)))
 *     .stop(Stop.afterAttempts(5).or(Stop.beforeDelay(Duration.ofMinutes(10))))
 *     .build();
 * }</pre>
 *
 * <p>One policy serves all runs of a workflow at once. It must be thread-safe and quick, and depend
 * on nothing but its argument. What it answers is stored with the failed attempt, so a policy that
 * changes later does not change what has happened.
 */
@FunctionalInterface
public interface RetryPolicy {

  /** How often a step is tried unless told otherwise, the first time included: 3. */
  int DEFAULT_ATTEMPTS = 3;

  /** How long to wait unless told otherwise: 5 s. */
  Duration DEFAULT_DELAY = Duration.ofSeconds(5);

  /**
   * Decides on a failed attempt. The engine asks through {@link #decide}.
   *
   * @param attempt what failed, how often, since when
   * @return the delay before the next attempt, zero or more; empty to give up; never null
   */
  Optional<Duration> next(FailedAttempt attempt);

  /**
   * A policy of three parts. The condition is asked first, then the wait, then the stop, which gets
   * the delay.
   */
  static RetryPolicy of(RetryIf retryIf, Wait wait, Stop stop) {
    Objects.requireNonNull(retryIf, "retryIf");
    Objects.requireNonNull(wait, "wait");
    Objects.requireNonNull(stop, "stop");
    return attempt -> {
      if (!retryIf.test(attempt.error())) {
        return Optional.empty();
      }
      // java.util.Random's numbers are fixed by its specification, on every Java.
      Duration asked = wait.before(attempt, new Random(attempt.seed()));
      Duration delay = Delays.within(Objects.requireNonNull(asked, "a Wait returned null"));
      return stop.stops(attempt, delay) ? Optional.empty() : Optional.of(delay);
    };
  }

  /** A builder that begins with the defaults: every exception, 5 s, 3 attempts. */
  static RetryPolicyBuilder builder() {
    return RetryPolicyBuilder.DEFAULTS;
  }

  /** Every exception, 5 s between attempts, 3 attempts. */
  static RetryPolicy defaults() {
    return builder().build();
  }

  /** One attempt only. */
  static RetryPolicy never() {
    return attempt -> Optional.empty();
  }

  /**
   * What the engine calls after a failed attempt. An {@link Error} is never retried and its policy
   * not asked; a delay is at most {@link Wait#LONGEST}.
   *
   * @return the delay before the next attempt, zero or more; empty to give up
   * @throws RetryPolicyException if the policy throws, returns null or a negative delay; the step
   *     has then failed for good
   */
  static Optional<Duration> decide(RetryPolicy policy, FailedAttempt attempt) {
    if (attempt.error() instanceof Error) {
      return Optional.empty();
    }
    Optional<Duration> answer;
    try {
      answer = policy.next(attempt);
    } catch (Throwable thrown) { // a policy is user code and may throw anything, errors included
      throw RetryPolicyException.threw(attempt, thrown);
    }
    if (answer == null) {
      throw RetryPolicyException.answered(attempt, "null; return Optional.empty() to give up");
    }
    if (answer.isPresent() && answer.get().isNegative()) {
      throw RetryPolicyException.answered(
          attempt, answer.get() + "; a delay is zero or more, Optional.empty() gives up");
    }
    return answer.map(Delays::within);
  }
}
