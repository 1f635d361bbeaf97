package org.llamadeploy4j.workflow.internal.retry;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamadeploy4j.workflow.retry.Wait;

/**
 * The durations of one {@code @Retry} as written; empty where there is none.
 *
 * @param delay before the first retry, never empty in a sound annotation
 * @param maxDelay the longest delay
 * @param jitter what is added at random
 * @param maxElapsed no attempt begins later
 */
public record RetryTimes(String delay, String maxDelay, String jitter, String maxElapsed) {

  /** What {@code @Retry} alone means. */
  public static final RetryTimes DEFAULTS = new RetryTimes("PT5S", "", "", "");

  /** What is wrong with them. */
  public List<RetryFault> faults() {
    List<RetryFault> faults = new ArrayList<>();
    duration("delay", delay).ifPresent(faults::add);
    optional("maxDelay", maxDelay).ifPresent(faults::add);
    optional("jitter", jitter).ifPresent(faults::add);
    optional("maxElapsed", maxElapsed).ifPresent(faults::add);
    if (faults.isEmpty()) {
      together(faults);
    }
    return faults;
  }

  private void together(List<RetryFault> faults) {
    if (parsed(maxDelay).filter(max -> max.compareTo(Duration.parse(delay)) < 0).isPresent()) {
      faults.add(
          new RetryFault(
              "maxDelay",
              "@Retry(maxDelay = \"%s\") is less than delay = \"%s\"; raise it, lower the delay, or leave it out"
                  .formatted(maxDelay, delay)));
    }
    if (parsed(maxElapsed).filter(Duration::isZero).isPresent()) {
      faults.add(
          new RetryFault(
              "maxElapsed",
              "@Retry(maxElapsed = \"%s\") leaves no time; for a single attempt use attempts = 1"
                  .formatted(maxElapsed)));
    }
  }

  /** A duration that has passed the checks, or empty where none is written. */
  static Optional<Duration> parsed(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(text));
  }

  private static Optional<RetryFault> optional(String attribute, String text) {
    return text.isEmpty() ? Optional.empty() : duration(attribute, text);
  }

  private static Optional<RetryFault> duration(String attribute, String text) {
    String wrong = whatIsWrong(text);
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RetryFault(attribute, "@Retry(%s = \"%s\") %s".formatted(attribute, text, wrong)));
  }

  private static String whatIsWrong(String text) {
    Duration value;
    try {
      value = Duration.parse(text);
    } catch (DateTimeParseException e) {
      return "is no ISO-8601 duration; write it like PT5S or PT2M";
    }
    if (value.isNegative()) {
      return "is negative; write zero or more";
    }
    return value.compareTo(Wait.LONGEST) > 0
        ? "is too long; write at most P" + Wait.LONGEST.toDays() + "D"
        : "";
  }
}
