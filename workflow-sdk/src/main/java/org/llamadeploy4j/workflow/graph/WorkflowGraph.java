package org.llamadeploy4j.workflow.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.FlowGraph;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * All that may happen in a workflow: its steps, events, resources and child workflows, and what
 * goes from one to another. It holds names, types and schemas; no values of configurations and no
 * paths of sources. Immutable.
 *
 * @param name logical name of the workflow
 * @param description what the workflow is, for people; may be empty
 * @param nodes in the order in which they are drawn, each with an id of its own
 * @param edges between these nodes
 */
public record WorkflowGraph(
    String name, String description, List<GraphNode> nodes, List<GraphEdge> edges) {

  /**
   * @throws IllegalArgumentException when two nodes have one id or an edge has an end that is no
   *     node
   */
  public WorkflowGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    Set<String> ids = new HashSet<>();
    for (GraphNode node : nodes) {
      if (!ids.add(node.id())) {
        throw new IllegalArgumentException("two nodes have the id " + node.id());
      }
    }
    for (GraphEdge edge : edges) {
      if (!ids.contains(edge.source()) || !ids.contains(edge.target())) {
        throw new IllegalArgumentException("an end of " + edge + " is no node");
      }
    }
  }

  /**
   * The graph of a workflow, its children nested in it. The same as of its class.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException when its steps cannot be read
   */
  public static WorkflowGraph of(Workflow workflow) {
    return FlowGraph.of(Required.notNull(workflow, "of", "workflow", "the workflow to draw"));
  }

  /**
   * The graph of a workflow's class; nothing is made of it. A workflow whose steps do not fit
   * together is drawn all the same.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException when its steps cannot be read
   */
  public static WorkflowGraph of(Class<? extends Workflow> type) {
    return FlowGraph.of(Required.notNull(type, "of", "type", "the class of the workflow"));
  }

  /**
   * The graph without nodes of these kinds; the whole graph where none is named. What led to such a
   * node leads on to where that node led, with the labels of both edges.
   */
  public WorkflowGraph without(NodeKind... kinds) {
    return new GraphFilter(Set.of(kinds)).apply(this);
  }

  /** The graph as JSON text, indented; the same text for the same graph. */
  public String toJson() {
    return GraphJson.write(this);
  }
}
