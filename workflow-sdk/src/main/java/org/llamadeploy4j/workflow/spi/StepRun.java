package org.llamadeploy4j.workflow.spi;

/**
 * One attempt of one step, for those who watch.
 *
 * @param runId the run, or the child run
 * @param step the step's name
 * @param attempt from 1
 * @param inputType logical name of the event it was given, the first of several, or empty
 */
public record StepRun(String runId, String step, int attempt, String inputType) {}
