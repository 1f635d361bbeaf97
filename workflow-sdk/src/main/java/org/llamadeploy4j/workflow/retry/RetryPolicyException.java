package org.llamadeploy4j.workflow.retry;

import java.io.Serial;
import org.llamadeploy4j.workflow.WorkflowException;

/**
 * A {@link RetryPolicy} that did not decide: it threw, or answered something that is no delay. The
 * step is not tried again. What failed in the step is the {@link #getCause cause}; what the policy
 * threw, if anything, is among the {@link #getSuppressed suppressed}.
 */
public final class RetryPolicyException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  private RetryPolicyException(String message, FailedAttempt attempt) {
    super("retry_policy_failed", message, attempt.error());
  }

  static RetryPolicyException threw(FailedAttempt attempt, Throwable thrown) {
    RetryPolicyException failure =
        new RetryPolicyException(
            about(attempt)
                + "threw "
                + thrown.getClass().getName()
                + "; a policy must answer for every exception",
            attempt);
    failure.addSuppressed(thrown);
    return failure;
  }

  static RetryPolicyException answered(FailedAttempt attempt, String what) {
    return new RetryPolicyException(about(attempt) + "answered " + what, attempt);
  }

  private static String about(FailedAttempt attempt) {
    return "the retry policy, asked about failure %d, %s, "
        .formatted(attempt.failures(), attempt.error().getClass().getName());
  }
}
