package org.llamadeploy4j.workflow;

/**
 * An attempt failed or was lost and will be repeated or handled; what it streamed is void: the
 * events whose {@link StreamedEvent} has the same children, piece of work and attempt.
 *
 * @param step the step's name
 * @param workItem which piece of work, a number that counts up in the run, or in the child run
 * @param attempt which attempt, from 1
 */
public record AttemptSuperseded(String step, long workItem, int attempt) implements InternalEvent {}
