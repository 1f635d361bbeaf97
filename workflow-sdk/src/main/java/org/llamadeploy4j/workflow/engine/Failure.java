package org.llamadeploy4j.workflow.engine;

/**
 * Why an attempt failed, without the exception itself.
 *
 * @param code a constant of {@link org.llamadeploy4j.workflow.spi.RunFailure}
 * @param type class name of the exception
 * @param message never blank
 * @param stack stack trace with causes, or empty
 */
public record Failure(String code, String type, String message, String stack) {}
