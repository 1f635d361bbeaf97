package org.llamadeploy4j.workflow.graph;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** A graph as JSON text. Absent texts are null, so that every node of a kind has the same names. */
final class GraphJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator out;

  private GraphJson(JsonGenerator out) {
    this.out = out;
  }

  static String write(WorkflowGraph graph) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(new Indented(), text)) {
      new GraphJson(generator).graph(graph);
    }
    return text + "\n";
  }

  /** Two spaces and line feeds on every system. */
  private static final class Indented extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      DefaultIndenter lines = new DefaultIndenter("  ", "\n");
      return new DefaultPrettyPrinter().withArrayIndenter(lines).withObjectIndenter(lines);
    }
  }

  private void graph(WorkflowGraph graph) {
    out.writeStartObject();
    text("name", graph.name());
    text("description", graph.description());
    out.writeName("nodes");
    out.writeStartArray();
    graph.nodes().forEach(this::node);
    out.writeEndArray();
    out.writeName("edges");
    out.writeStartArray();
    graph.edges().forEach(this::edge);
    out.writeEndArray();
    out.writeEndObject();
  }

  private void edge(GraphEdge edge) {
    out.writeStartObject();
    text("source", edge.source());
    text("target", edge.target());
    text("label", edge.label());
    out.writeEndObject();
  }

  private void node(GraphNode node) {
    out.writeStartObject();
    text("id", node.id());
    text("node_type", node.kind().wireName());
    text("label", node.label());
    switch (node) {
      case GraphNode.Step n -> text("description", n.description());
      case GraphNode.Event n -> event(n);
      case GraphNode.External n -> {}
      case GraphNode.Resource n -> {
        text("type_name", n.typeName());
        text("getter_name", n.getterName());
        text("description", n.description());
      }
      case GraphNode.ResourceConfig n -> {
        text("type_name", n.typeName());
        text("config_file", n.configFile());
        text("path_selector", n.pathSelector());
        field("config_schema", n.schema());
      }
      case GraphNode.ChildConnector n -> {}
      case GraphNode.ChildWorkflow n -> {
        out.writeName("graph");
        if (n.graph() == null) {
          out.writeNull();
        } else {
          graph(n.graph());
        }
      }
    }
    out.writeEndObject();
  }

  private void event(GraphNode.Event event) {
    text("event_type", event.eventType());
    field("event_types", event.eventTypes());
    field("event_schema", event.schema());
    field("produced_by", event.producedBy());
  }

  private void text(String name, String value) {
    out.writeName(name);
    if (value.isEmpty()) {
      out.writeNull();
    } else {
      out.writeString(value);
    }
  }

  private void field(String name, Object value) {
    out.writeName(name);
    tree(value);
  }

  private void tree(@Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case String s -> out.writeString(s);
      case Boolean b -> out.writeBoolean(b);
      case Number n -> out.writeNumber(n.longValue());
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(this::tree);
        out.writeEndArray();
      }
      case Map<?, ?> map -> {
        out.writeStartObject();
        map.forEach((name, each) -> field(String.valueOf(name), each));
        out.writeEndObject();
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
  }
}
