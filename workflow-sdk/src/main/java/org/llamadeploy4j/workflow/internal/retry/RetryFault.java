package org.llamadeploy4j.workflow.internal.retry;

/**
 * What is wrong with a {@code @Retry}.
 *
 * @param attribute where
 * @param why a sentence, to be put after the step's name
 */
public record RetryFault(String attribute, String why) {}
