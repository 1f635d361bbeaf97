package org.llamadeploy4j.workflow.internal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.llamadeploy4j.workflow.graph.GraphEdge;
import org.llamadeploy4j.workflow.graph.GraphNode;
import org.llamadeploy4j.workflow.graph.WorkflowGraph;

/** A graph while it is put together. Belongs to one reader. */
final class GraphDraft {

  private final Map<String, GraphNode> nodes = new LinkedHashMap<>();
  private final Set<GraphEdge> edges = new LinkedHashSet<>();
  private final Map<String, Set<String>> producers = new TreeMap<>();
  private final Map<String, String> stepIds = new TreeMap<>();

  /** Reserves the ids of steps, which must differ from those of events. */
  GraphDraft(List<StepModel> steps, Set<String> events) {
    for (StepModel step : steps) {
      boolean taken = events.contains(step.name()) || step.name().equals(GraphNode.External.ID);
      stepIds.put(step.name(), taken ? "step:" + step.name() : step.name());
    }
  }

  String idOf(StepModel step) {
    return stepIds.getOrDefault(step.name(), step.name());
  }

  /** Adds a node unless there is one of this id. */
  void node(GraphNode node) {
    nodes.putIfAbsent(node.id(), node);
  }

  boolean has(String id) {
    return nodes.containsKey(id);
  }

  void edge(String source, String target, String label) {
    edges.add(GraphEdge.flow(source, target, label));
  }

  void edge(GraphEdge edge) {
    edges.add(edge);
  }

  /** A step gives out an event. */
  void produces(StepModel step, String event, String label) {
    producers.computeIfAbsent(event, e -> new TreeSet<>()).add(step.name());
    edge(idOf(step), event, label);
  }

  List<String> producersOf(String event) {
    return List.copyOf(producers.getOrDefault(event, Set.of()));
  }

  WorkflowGraph graph(String name, String description) {
    return new WorkflowGraph(name, description, List.copyOf(nodes.values()), List.copyOf(edges));
  }
}
