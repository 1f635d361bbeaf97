package org.llamadeploy4j.workflow.testing;

/**
 * An attempt that a test run has begun.
 *
 * @param name the step's name
 * @param attempt from 1; a step that waited and is entered again is a further attempt
 * @param input logical name of the event it was given, or of the first of several
 * @param runId of the run, or of the child run it is in
 */
public record ExecutedStep(String name, int attempt, String input, String runId) {}
