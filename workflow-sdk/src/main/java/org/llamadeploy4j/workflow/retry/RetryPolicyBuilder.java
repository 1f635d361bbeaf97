package org.llamadeploy4j.workflow.retry;

import java.util.Objects;

/**
 * Makes a {@link RetryPolicy} part by part; begin with {@link RetryPolicy#builder}. Immutable: each
 * call returns another builder, so one can be kept and varied.
 */
public final class RetryPolicyBuilder {

  static final RetryPolicyBuilder DEFAULTS =
      new RetryPolicyBuilder(
          RetryIf.always(),
          Wait.fixed(RetryPolicy.DEFAULT_DELAY),
          Stop.afterAttempts(RetryPolicy.DEFAULT_ATTEMPTS));

  private final RetryIf retryIf;
  private final Wait wait;
  private final Stop stop;

  private RetryPolicyBuilder(RetryIf retryIf, Wait wait, Stop stop) {
    this.retryIf = retryIf;
    this.wait = wait;
    this.stop = stop;
  }

  /** Which exceptions to retry; all by default. */
  public RetryPolicyBuilder retryIf(RetryIf condition) {
    return new RetryPolicyBuilder(Objects.requireNonNull(condition, "condition"), wait, stop);
  }

  /** How long to wait between attempts; 5 s by default. */
  public RetryPolicyBuilder wait(Wait delays) {
    return new RetryPolicyBuilder(retryIf, Objects.requireNonNull(delays, "delays"), stop);
  }

  /** When to give up; after 3 attempts by default. */
  public RetryPolicyBuilder stop(Stop end) {
    return new RetryPolicyBuilder(retryIf, wait, Objects.requireNonNull(end, "end"));
  }

  /** The policy; see {@link RetryPolicy#of} for the order in which its parts are asked. */
  public RetryPolicy build() {
    return RetryPolicy.of(retryIf, wait, stop);
  }
}
