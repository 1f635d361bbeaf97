package org.llamadeploy4j.workflow;

import org.jspecify.annotations.Nullable;

/**
 * An exception as it is stored with a run.
 *
 * @param type class name of the exception, or empty where there was none
 * @param message its message, or its class where it has none; never blank
 * @param stack the stack trace with causes, or empty; always empty in a cause
 * @param cause what caused it, or null
 */
public record Failure(String type, String message, String stack, @Nullable Failure cause) {}
