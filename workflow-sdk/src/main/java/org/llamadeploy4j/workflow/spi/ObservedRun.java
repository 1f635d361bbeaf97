package org.llamadeploy4j.workflow.spi;

/**
 * A run while one process drives it, for those who watch.
 *
 * @param workflow the workflow's logical name
 * @param resumed whether it had begun before: in another process, or before a snapshot
 */
public record ObservedRun(String runId, String workflow, boolean resumed) {}
