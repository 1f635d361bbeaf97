package org.llamadeploy4j.workflow.engine;

/**
 * An event as the engine sees it.
 *
 * @param type logical name
 */
public record EventData(String type, Payload payload) {}
