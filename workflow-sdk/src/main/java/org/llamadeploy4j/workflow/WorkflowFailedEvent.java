package org.llamadeploy4j.workflow;

/**
 * The last event of the stream of a run that failed.
 *
 * @param stepName the step that failed, or empty
 * @param exceptionType class name of the exception
 * @param exceptionMessage its message
 * @param attempts attempts of the step
 * @param elapsedSeconds from its first attempt to the failure
 */
public record WorkflowFailedEvent(
    String stepName,
    String exceptionType,
    String exceptionMessage,
    int attempts,
    double elapsedSeconds)
    implements StopEvent {}
