package org.llamadeploy4j.workflow.retry;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Failure;

class RetryPolicyTest {

  private static FailedAttempt failed(int failures, Throwable error) {
    return new FailedAttempt(failures, ofSeconds(1), error, 42);
  }

  private static FailedAttempt failed(int failures) {
    return failed(failures, new IOException("x"));
  }

  @Test
  void theDefaultsAreThreeAttemptsFiveSecondsApart() {
    RetryPolicy policy = RetryPolicy.defaults();

    assertThat(RetryPolicy.decide(policy, failed(1))).contains(ofSeconds(5));
    assertThat(RetryPolicy.decide(policy, failed(2))).contains(ofSeconds(5));
    assertThat(RetryPolicy.decide(policy, failed(3))).isEmpty();
  }

  @Test
  void neverMeansOneAttempt() {
    assertThat(RetryPolicy.decide(RetryPolicy.never(), failed(1))).isEmpty();
  }

  @Test
  void anExceptionThatTheConditionDoesNotNameEndsTheStep() {
    RetryPolicy policy =
        RetryPolicy.builder().retryIf(RetryIf.exception(IOException.class)).build();

    assertThat(RetryPolicy.decide(policy, failed(1, new IllegalStateException()))).isEmpty();
    assertThat(RetryPolicy.decide(policy, failed(1, new IOException()))).isPresent();
  }

  @Test
  void anErrorIsNeverRetriedAndThePolicyNotAsked() {
    List<Throwable> asked = new ArrayList<>();
    RetryPolicy always =
        attempt -> {
          asked.add(attempt.error());
          return Optional.of(ZERO);
        };

    assertThat(RetryPolicy.decide(always, failed(1, new StackOverflowError()))).isEmpty();
    assertThat(RetryPolicy.decide(always, failed(1, new AssertionError()))).isEmpty();
    assertThat(asked).isEmpty();
    assertThat(RetryPolicy.decide(always, failed(1, new Throwable("neither")))).isPresent();
  }

  @Test
  void theStopSeesTheUpcomingDelay() {
    RetryPolicy policy =
        RetryPolicy.of(
            RetryIf.always(), Wait.exponential(ofSeconds(2)), Stop.beforeDelay(ofSeconds(8)));

    assertThat(policy.next(failed(1))).contains(ofSeconds(2));
    assertThat(policy.next(failed(2))).contains(ofSeconds(4));
    assertThat(policy.next(failed(3))).isEmpty();
  }

  @Test
  void aRandomDelayFollowsFromTheSeed() {
    RetryPolicy policy = RetryPolicy.builder().wait(Wait.random(ZERO, Duration.ofHours(1))).build();
    FailedAttempt here = new FailedAttempt(1, ZERO, new IOException(), RetrySeed.of("r", "s", 1));
    FailedAttempt there = new FailedAttempt(1, ZERO, new IOException(), RetrySeed.of("q", "s", 1));

    assertThat(policy.next(here)).isEqualTo(policy.next(here));
    assertThat(policy.next(here)).isNotEqualTo(policy.next(there));
  }

  @Test
  void seedsAreTheLow32BitsOfTheHash() {
    // Computed with Python's hashlib.
    assertThat(RetrySeed.of("run-1", "fetch", 1)).isEqualTo(2_257_565_984L);
    assertThat(RetrySeed.of("run-1", "fetch", 2)).isEqualTo(4_282_370_464L);
    assertThat(RetrySeed.of("run-2", "fetch", 1)).isEqualTo(3_790_206_827L);
    assertThat(RetrySeed.of("Ü", "schritt:x", 7)).isEqualTo(994_066_674L);
  }

  @Test
  void aBuilderCanBeKeptAndVaried() {
    RetryPolicyBuilder base = RetryPolicy.builder().wait(Wait.none());

    RetryPolicy once = base.stop(Stop.afterAttempts(1)).build();
    RetryPolicy twice = base.stop(Stop.afterAttempts(2)).build();

    assertThat(once.next(failed(1))).isEmpty();
    assertThat(twice.next(failed(1))).contains(ZERO);
    assertThat(RetryPolicy.defaults().next(failed(1))).contains(ofSeconds(5));
  }

  @Test
  void aDelayOutOfBoundsIsCutByComposedPolicies() {
    RetryPolicy back = RetryPolicy.builder().wait((a, r) -> ofSeconds(-1)).build();
    RetryPolicy far = RetryPolicy.builder().wait((a, r) -> ofSeconds(Long.MAX_VALUE)).build();

    assertThat(RetryPolicy.decide(back, failed(1))).contains(ZERO);
    assertThat(RetryPolicy.decide(far, failed(1))).contains(Wait.LONGEST);
    assertThat(RetryPolicy.decide(a -> Optional.of(ofSeconds(Long.MAX_VALUE)), failed(1)))
        .contains(Wait.LONGEST);
  }

  @Test
  void aPolicyThatThrowsIsToldTogetherWithWhatFailed() {
    IOException original = new IOException("original");
    StackOverflowError bug = new StackOverflowError();

    assertThatThrownBy(() ->
            RetryPolicy.decide(
                attempt -> {
                  throw bug;
                },
                failed(2, original)))
        .isInstanceOf(RetryPolicyException.class)
        .hasMessage(
            "the retry policy, asked about failure 2, java.io.IOException, threw java.lang.StackOverflowError; a policy must answer for every exception")
        .hasCause(original)
        .hasSuppressedException(bug);
  }

  @Test
  @SuppressWarnings("NullAway") // what authors without null checks may write
  void aPolicyThatAnswersNonsenseIsToldWhatToAnswer() {
    assertThatThrownBy(() -> RetryPolicy.decide(attempt -> null, failed(1)))
        .isInstanceOf(RetryPolicyException.class)
        .hasMessageEndingWith("answered null; return Optional.empty() to give up");
    assertThatThrownBy(() -> RetryPolicy.decide(attempt -> Optional.of(ofSeconds(-1)), failed(1)))
        .isInstanceOf(RetryPolicyException.class)
        .hasMessageEndingWith("answered PT-1S; a delay is zero or more, Optional.empty() gives up");
    assertThatThrownBy(
            () -> RetryPolicy.decide(RetryPolicy.builder().wait((a, r) -> null).build(), failed(1)))
        .isInstanceOf(RetryPolicyException.class);
  }

  @Test
  void aClockThatWentBackCountsAsNoTime() {
    assertThat(new FailedAttempt(1, ofSeconds(-3), new IOException(), 0).elapsed()).isEqualTo(ZERO);
    assertThat(RetryInfo.firstAttempt(ofSeconds(-3)).elapsed()).isEqualTo(ZERO);
  }

  @Test
  void anAttemptThatDidNotFailIsRefused() {
    assertThatThrownBy(() -> failed(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "failures counts the failed attempts, this one included, so it is at least 1: 0");
  }

  @Test
  void retryInfoHasAFailureExactlyInRetries() {
    Failure failure = new Failure("java.io.IOException", "x", "", null);

    assertThat(new RetryInfo(2, ofSeconds(7), failure, Instant.EPOCH).lastFailure())
        .isEqualTo(failure);
    assertThat(RetryInfo.firstAttempt(ZERO).lastFailure()).isNull();
    assertThatThrownBy(() -> new RetryInfo(1, ZERO, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryInfo(0, ZERO, failure, Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryInfo(-1, ZERO, null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
