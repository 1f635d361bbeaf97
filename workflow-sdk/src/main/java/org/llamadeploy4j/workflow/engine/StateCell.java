package org.llamadeploy4j.workflow.engine;

/**
 * A named state's value.
 *
 * @param version counts its writes in this run; 1 for what the run began with
 */
public record StateCell(long version, Payload value) {}
