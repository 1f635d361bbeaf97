package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.StepDivergedException;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.Verdict;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.retry.FailedAttempt;
import org.llamadeploy4j.workflow.retry.RetryInfo;
import org.llamadeploy4j.workflow.retry.RetryPolicy;
import org.llamadeploy4j.workflow.retry.RetryPolicyException;
import org.llamadeploy4j.workflow.retry.RetrySeed;

/** Asks a step's retry policy about a failed attempt. Immutable. */
record Verdicts(Program program, WorkItem item, String runId) {

  /** The outcome of an attempt that threw this. Runs user code: the policy. */
  CoreInput.Outcome failed(Throwable thrown) {
    RetryPolicy policy = policyFor(thrown);
    int failures = item.progress().failures().count() + 1;
    FailedAttempt attempt =
        new FailedAttempt(failures, elapsed(), thrown, RetrySeed.of(runId, item.step(), failures));
    try {
      Optional<Duration> delay = RetryPolicy.decide(policy, attempt);
      Verdict verdict = delay.isPresent() ? new Verdict.Retry(delay.get()) : new Verdict.GiveUp();
      return new CoreInput.Outcome.Failed(Failures.of(thrown), verdict);
    } catch (RetryPolicyException e) {
      return new CoreInput.Outcome.Failed(Failures.of(e), new Verdict.GiveUp());
    }
  }

  /**
   * A step that diverged does so again, whatever its policy says; and an error is never retried,
   * also where a resource's maker threw it.
   */
  private RetryPolicy policyFor(Throwable thrown) {
    boolean errorOfMaker =
        thrown instanceof ResourceException && thrown.getCause() instanceof Error;
    return errorOfMaker || thrown instanceof StepDivergedException
        ? RetryPolicy.never()
        : program.retry(item.step());
  }

  /** What the attempt may know of earlier ones. */
  RetryInfo info() {
    WorkItem.Failures failures = item.progress().failures();
    return failures.last() == null
        ? RetryInfo.firstAttempt(elapsed())
        : new RetryInfo(failures.count(), elapsed(), failures.last().failure(), failures.at());
  }

  private Duration elapsed() {
    Instant begun = item.progress().begun();
    return begun == null
        ? Duration.ZERO
        : Duration.between(begun, program.options().clock().instant());
  }
}
