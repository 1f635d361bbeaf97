package org.llamadeploy4j.workflow;

/**
 * Nobody took an event. The run goes on.
 *
 * @param eventType its logical name, or what the sender called it
 * @param reason why nobody took it
 */
public record UnhandledEvent(String eventType, String reason) implements InternalEvent {}
