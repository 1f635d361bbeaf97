/**
 * Workflows as pictures: {@link org.llamadeploy4j.workflow.graph.WorkflowGraph} is what may happen,
 * {@link org.llamadeploy4j.workflow.graph.Execution} is what did happen in one run, and {@link
 * org.llamadeploy4j.workflow.graph.WorkflowDrawing} draws both. Anyone may use this package; it
 * shows names, types and schemas, never values or paths of sources.
 */
@NullMarked
package org.llamadeploy4j.workflow.graph;

import org.jspecify.annotations.NullMarked;
