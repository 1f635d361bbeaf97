package org.llamadeploy4j.workflow.internal.retry;

import java.util.ArrayList;
import java.util.List;

/**
 * One {@code @Retry} as plain values, so that its rules are the same at load and at compile time.
 * Classes are given by their names.
 *
 * @param attempts at most, the first included
 * @param multiplier the factor of the delay
 * @param times the durations
 * @param on the exceptions to retry
 * @param errors those of {@code on} that are subtypes of {@link Error} or that itself
 * @param unless the exceptions not to retry
 * @param policy the class that gives the policy, or empty
 */
public record RetryValues(
    int attempts,
    double multiplier,
    RetryTimes times,
    List<String> on,
    List<String> errors,
    List<String> unless,
    String policy) {

  /** What {@code @Retry} alone means. */
  public static final RetryValues DEFAULTS =
      new RetryValues(
          3, 1, RetryTimes.DEFAULTS, List.of("java.lang.Exception"), List.of(), List.of(), "");

  /** Copies the lists. */
  public RetryValues {
    on = List.copyOf(on);
    errors = List.copyOf(errors);
    unless = List.copyOf(unless);
  }

  /** What is wrong with them. */
  public List<RetryFault> faults() {
    if (!policy.isEmpty()) {
      return withPolicy();
    }
    List<RetryFault> faults = new ArrayList<>();
    if (attempts < 1) {
      faults.add(
          new RetryFault(
              "attempts",
              "@Retry(attempts = %d) would not run the step at all; it includes the first attempt, so write at least 1"
                  .formatted(attempts)));
    }
    // NaN is not at least 1 either.
    if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
      faults.add(
          new RetryFault(
              "multiplier",
              "@Retry(multiplier = %s) must be a finite number of at least 1; 1 keeps the delay the same"
                  .formatted(multiplier)));
    }
    faults.addAll(times.faults());
    exceptions(faults);
    return faults;
  }

  private void exceptions(List<RetryFault> faults) {
    if (on.isEmpty()) {
      faults.add(
          new RetryFault(
              "on",
              "@Retry(on = {}) retries nothing; name exceptions, or leave it out to retry all"));
    }
    for (String error : errors) {
      faults.add(
          new RetryFault(
              "on",
              "@Retry(on) names %s, but an Error is never retried; name exceptions only"
                  .formatted(error)));
    }
    for (String type : on) {
      if (unless.contains(type)) {
        faults.add(
            new RetryFault(
                "unless",
                "@Retry names %s both in on and in unless; take it out of one".formatted(type)));
      }
    }
  }

  private List<RetryFault> withPolicy() {
    RetryValues alone =
        new RetryValues(attempts, multiplier, times, on, DEFAULTS.errors, unless, DEFAULTS.policy);
    return alone.equals(DEFAULTS)
        ? List.of()
        : List.of(
            new RetryFault(
                "policy",
                "@Retry(policy = %s) replaces the other attributes; leave them out, or write it all into the policy"
                    .formatted(policy)));
  }
}
