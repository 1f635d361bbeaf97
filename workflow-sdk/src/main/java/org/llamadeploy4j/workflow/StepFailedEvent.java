package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.time.Instant;

/**
 * What a {@link CatchError} step takes: a step has failed and will not be tried again.
 *
 * @param step the step's name
 * @param input what it had been given; a {@link JoinedEvents} where that was several
 * @param failure why the last attempt failed
 * @param attempts how often it was tried
 * @param elapsed from the begin of the first attempt
 * @param failedAt when the last attempt failed, by the run's clock
 */
public record StepFailedEvent(
    String step, Event input, Failure failure, int attempts, Duration elapsed, Instant failedAt)
    implements Event {}
