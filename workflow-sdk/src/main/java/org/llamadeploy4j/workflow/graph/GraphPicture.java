package org.llamadeploy4j.workflow.graph;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A graph as a picture, from its start downwards. */
final class GraphPicture {

  private GraphPicture() {}

  static Picture of(WorkflowGraph graph) {
    List<Picture.Shape> shapes =
        graph.nodes().stream()
            .map(GraphPicture::shape)
            // what starts the run goes to the top
            .sorted((a, b) -> Boolean.compare(b.look() == Look.START, a.look() == Look.START))
            .toList();
    return new Picture(
        graph.name(),
        graph.description(),
        Picture.Direction.DOWN,
        shapes,
        graph.edges().stream().map(GraphPicture::line).toList());
  }

  private static Picture.Line line(GraphEdge edge) {
    Picture.Stroke stroke =
        switch (edge.kind()) {
          case FLOW -> Picture.Stroke.FLOW;
          case FAILURE -> Picture.Stroke.FAILURE;
          case USE -> Picture.Stroke.USE;
        };
    return new Picture.Line(edge.source(), edge.target(), edge.label(), stroke);
  }

  private static Picture.Shape shape(GraphNode node) {
    return switch (node) {
      case GraphNode.Step n ->
          new Picture.Shape(n.id(), n.label(), n.description(), "", Look.STEP, null);
      case GraphNode.Event n ->
          new Picture.Shape(n.id(), n.label(), "", told(n), look(n.role()), null);
      case GraphNode.External n -> new Picture.Shape(n.id(), n.label(), Look.EXTERNAL);
      case GraphNode.Resource n ->
          new Picture.Shape(
              n.id(), n.label(), n.getterName(), n.description(), Look.RESOURCE, null);
      case GraphNode.ResourceConfig n ->
          new Picture.Shape(
              n.id(), n.label(), file(n), "fields: " + fields(n.schema()), Look.CONFIG, null);
      case GraphNode.ChildConnector n -> new Picture.Shape(n.id(), n.label(), Look.CONNECTOR);
      case GraphNode.ChildWorkflow n ->
          new Picture.Shape(
              n.id(),
              n.label(),
              n.graph() == null ? "drawn around this" : "",
              "",
              Look.CHILD,
              n.graph() == null ? null : of(n.graph()));
    };
  }

  private static String file(GraphNode.ResourceConfig config) {
    return config.pathSelector().isEmpty()
        ? config.configFile()
        : config.configFile() + " at " + config.pathSelector();
  }

  private static Look look(GraphNode.Event.Role role) {
    return switch (role) {
      case START -> Look.START;
      case STOP -> Look.STOP;
      case QUESTION, ANSWER, FAILURE, PLAIN -> Look.EVENT;
    };
  }

  private static String told(GraphNode.Event event) {
    String fields = fields(event.schema());
    String from = String.join(", ", event.producedBy());
    return (fields.isEmpty() ? "" : "fields: " + fields + "\n")
        + (event.eventTypes().isEmpty() ? "" : "is a " + String.join(", ", event.eventTypes()))
        + (from.isEmpty() ? "" : "\nfrom " + from);
  }

  private static String fields(Map<String, Object> schema) {
    return schema.get("properties") instanceof Map<?, ?> fields
        ? fields.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "))
        : "";
  }
}
