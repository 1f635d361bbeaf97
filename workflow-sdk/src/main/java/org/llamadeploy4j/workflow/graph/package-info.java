/**
 * Workflows as pictures: {@link org.llamadeploy4j.workflow.graph.WorkflowGraph} is what may happen,
 * {@link org.llamadeploy4j.workflow.graph.Execution} is what did happen in one run, and {@link
 * org.llamadeploy4j.workflow.graph.WorkflowDrawing} draws both. Its types are immutable and may be
 * used by any thread; no parameter may be null unless it says so. Ids, kinds and the JSON of graphs
 * are those of LlamaIndex Workflows' drawings, so tools for these read ours. Anyone may use this
 * package; it shows names, types and schemas, never values or paths of sources.
 */
@NullMarked
package org.llamadeploy4j.workflow.graph;

import org.jspecify.annotations.NullMarked;
