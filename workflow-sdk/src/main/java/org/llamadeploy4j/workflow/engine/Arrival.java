package org.llamadeploy4j.workflow.engine;

/** An event that waits in a buffer for others. */
public record Arrival(EventData event, Lineage lineage) {}
