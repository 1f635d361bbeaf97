package org.llamadeploy4j.workflow;

/**
 * An attempt failed or was lost and will be repeated or handled; what it streamed is void: the
 * events before this one whose {@link StreamedEvent} has the same children, piece of work and
 * attempt. Where nothing of a run was durable when its process was lost, its first steps begin anew
 * under the same numbers.
 *
 * @param step the step's name
 * @param workItem which piece of work, a number that counts up in the run, or in the child run
 * @param attempt which attempt, from 1
 */
public record AttemptSuperseded(String step, long workItem, int attempt) implements InternalEvent {}
