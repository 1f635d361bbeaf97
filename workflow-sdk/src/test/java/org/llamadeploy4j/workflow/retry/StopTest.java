package org.llamadeploy4j.workflow.retry;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopTest {

  private static final Stop YES = (attempt, upcoming) -> true;
  private static final Stop NO = Stop.never();

  private static boolean stops(Stop stop, int failures, Duration elapsed, Duration upcoming) {
    return stop.stops(new FailedAttempt(failures, elapsed, new IOException(), 0), upcoming);
  }

  private static boolean stops(Stop stop) {
    return stops(stop, 1, ZERO, ZERO);
  }

  @Test
  void neverGoesOn() {
    assertThat(stops(NO, Integer.MAX_VALUE, Wait.LONGEST, Wait.LONGEST)).isFalse();
  }

  @Test
  void anAttemptCountIncludesTheFirstAttempt() {
    Stop stop = Stop.afterAttempts(3);

    assertThat(stops(stop, 1, ZERO, ZERO)).isFalse();
    assertThat(stops(stop, 2, ZERO, ZERO)).isFalse();
    assertThat(stops(stop, 3, ZERO, ZERO)).isTrue();
    assertThat(stops(stop, 4, ZERO, ZERO)).isTrue();
    assertThat(stops(Stop.afterAttempts(1), 1, ZERO, ZERO)).isTrue();
  }

  @Test
  void elapsedTimeEndsTheRetriesWhateverComesNext() {
    Stop stop = Stop.afterDelay(ofSeconds(10));

    assertThat(stops(stop, 1, ofMillis(9_999), ofSeconds(60))).isFalse();
    assertThat(stops(stop, 1, ofSeconds(10), ZERO)).isTrue();
    assertThat(stops(stop, 1, ofSeconds(11), ZERO)).isTrue();
  }

  @Test
  void aDelayThatWouldReachTheLimitIsNotBegun() {
    Stop stop = Stop.beforeDelay(ofSeconds(10));

    assertThat(stops(stop, 1, ofSeconds(4), ofMillis(5_999))).isFalse();
    assertThat(stops(stop, 1, ofSeconds(4), ofSeconds(6))).isTrue();
    assertThat(stops(stop, 1, ofSeconds(10), ZERO)).isTrue();
    assertThat(stops(stop, 1, ZERO, ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(stops(stop, 1, ofSeconds(Long.MAX_VALUE), Wait.LONGEST)).isTrue();
  }

  @Test
  void theAlgebraOfTwoHolds() {
    for (Stop a : List.of(YES, NO)) {
      for (Stop b : List.of(YES, NO)) {
        assertThat(stops(a.and(b))).isEqualTo(stops(a) && stops(b));
        assertThat(stops(Stop.all(a, b))).isEqualTo(stops(a) && stops(b));
        assertThat(stops(a.or(b))).isEqualTo(stops(a) || stops(b));
        assertThat(stops(Stop.any(a, b))).isEqualTo(stops(a) || stops(b));
      }
    }
  }

  @Test
  void emptyListsAreTheNeutralElements() {
    assertThat(stops(Stop.any())).isFalse();
    assertThat(stops(Stop.all())).isTrue();
  }

  @Test
  void badParametersSayWhatToChange() {
    assertThatThrownBy(() -> Stop.afterAttempts(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attempts includes the first one, so it is at least 1: 0");
    assertThatThrownBy(() -> Stop.afterDelay(ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit must be above zero: PT0S; for a single attempt use afterAttempts(1)");
    assertThatThrownBy(() -> Stop.beforeDelay(ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
