package org.llamadeploy4j.workflow.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes kinds of nodes out of a graph and joins the edges that led through them. */
record GraphFilter(Set<NodeKind> kinds) {

  WorkflowGraph apply(WorkflowGraph graph) {
    List<GraphNode> kept = graph.nodes().stream().filter(n -> !kinds.contains(n.kind())).toList();
    Set<GraphEdge> edges = new LinkedHashSet<>(graph.edges());
    for (GraphNode node : graph.nodes()) {
      if (kinds.contains(node.kind())) {
        edges = bridged(edges, node.id());
      }
    }
    return new WorkflowGraph(
        graph.name(),
        graph.description(),
        kept.stream().map(this::nested).toList(),
        List.copyOf(edges));
  }

  private GraphNode nested(GraphNode node) {
    return node instanceof GraphNode.ChildWorkflow(String id, String label, WorkflowGraph inner)
            && inner != null
        ? new GraphNode.ChildWorkflow(id, label, apply(inner))
        : node;
  }

  private static Set<GraphEdge> bridged(Set<GraphEdge> edges, String gone) {
    Set<GraphEdge> result = new LinkedHashSet<>();
    for (GraphEdge edge : edges) {
      boolean in = edge.target().equals(gone);
      boolean out = edge.source().equals(gone);
      if (!in && !out) {
        result.add(edge);
      } else if (in && !out) {
        edges.stream()
            .filter(e -> e.source().equals(gone) && !e.target().equals(gone))
            .forEach(e -> result.add(bridge(edge, e)));
      }
    }
    return result;
  }

  private static GraphEdge bridge(GraphEdge in, GraphEdge out) {
    String label =
        Stream.of(in.label(), out.label())
            .filter(l -> !l.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    GraphEdge.Kind kind = in.kind() == GraphEdge.Kind.FLOW ? out.kind() : in.kind();
    return new GraphEdge(in.source(), out.target(), label, kind);
  }
}
