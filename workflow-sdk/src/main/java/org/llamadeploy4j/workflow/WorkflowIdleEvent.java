package org.llamadeploy4j.workflow;

/** Nothing runs and nothing is queued: the run waits for an event or for time to pass. */
public record WorkflowIdleEvent() implements InternalEvent {}
