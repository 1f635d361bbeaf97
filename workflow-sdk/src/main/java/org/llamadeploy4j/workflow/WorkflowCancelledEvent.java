package org.llamadeploy4j.workflow;

/** The last event of the stream of a run that was cancelled. */
public record WorkflowCancelledEvent() implements StopEvent {}
