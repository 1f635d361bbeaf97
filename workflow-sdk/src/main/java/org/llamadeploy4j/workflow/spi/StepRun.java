package org.llamadeploy4j.workflow.spi;

import java.util.function.Supplier;

/**
 * One attempt of one step, for those who watch.
 *
 * @param runId the run, or the child run
 * @param step the step's name
 * @param attempt from 1
 * @param inputType logical name of the event it was given, the first of several, or empty
 * @param inputSummary makes one short line of what it was given, with values of fields, so as
 *     secret as the events
 */
public record StepRun(
    String runId, String step, int attempt, String inputType, Supplier<String> inputSummary) {}
