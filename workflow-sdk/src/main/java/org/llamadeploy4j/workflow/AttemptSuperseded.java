package org.llamadeploy4j.workflow;

/**
 * An attempt failed or was lost and will be repeated or handled; what it streamed is void.
 *
 * @param step the step's name
 * @param attempt which attempt, from 1
 */
public record AttemptSuperseded(String step, int attempt) implements InternalEvent {}
