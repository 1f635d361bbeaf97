package org.llamadeploy4j.workflow;

/**
 * An event that the engine makes about a run, for those who watch it; see {@link StreamOptions}.
 */
public sealed interface InternalEvent extends Event
    permits StepStateChanged, UnhandledEvent, WorkflowIdleEvent, AttemptSuperseded {}
