package org.llamadeploy4j.workflow.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.retry.RetryPolicy;

class RetryValuesTest {

  private static List<String> problems(RetryTimes times) {
    return times.faults().stream().map(RetryFault::why).toList();
  }

  @Test
  void theDefaultsAreSoundAndThoseOfPolicies() {
    assertThat(RetryValues.DEFAULTS.faults()).isEmpty();
    assertThat(RetryValues.DEFAULTS.attempts()).isEqualTo(RetryPolicy.DEFAULT_ATTEMPTS);
    assertThat(RetryTimes.parsed(RetryTimes.DEFAULTS.delay())).contains(RetryPolicy.DEFAULT_DELAY);
  }

  @Test
  void aMultiplierMustBeANumberOfAtLeastOne() {
    for (double bad : new double[] {0.99, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      RetryValues values =
          new RetryValues(3, bad, RetryTimes.DEFAULTS, List.of("a.B"), List.of(), List.of(), "");
      assertThat(values.faults()).as("%s", bad).hasSize(1);
    }
  }

  @Test
  void aLimitBelowTheDelayIsRefused() {
    assertThat(problems(new RetryTimes("PT5S", "PT1S", "", "")))
        .containsExactly(
            "@Retry(maxDelay = \"PT1S\") is less than delay = \"PT5S\"; raise it, lower the delay, or leave it out");
    assertThat(problems(new RetryTimes("PT5S", "PT5S", "", ""))).isEmpty();
  }

  @Test
  void everyDurationIsChecked() {
    assertThat(problems(new RetryTimes("", "x", "PT-1S", "P366D")))
        .containsExactly(
            "@Retry(delay = \"\") is no ISO-8601 duration; write it like PT5S or PT2M",
            "@Retry(maxDelay = \"x\") is no ISO-8601 duration; write it like PT5S or PT2M",
            "@Retry(jitter = \"PT-1S\") is negative; write zero or more",
            "@Retry(maxElapsed = \"P366D\") is too long; write at most P365D");
    assertThat(problems(new RetryTimes("PT0S", "", "", "PT0S")))
        .containsExactly(
            "@Retry(maxElapsed = \"PT0S\") leaves no time; for a single attempt use attempts = 1");
  }
}
