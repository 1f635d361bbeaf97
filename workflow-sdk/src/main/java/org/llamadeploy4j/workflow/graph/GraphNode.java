package org.llamadeploy4j.workflow.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of a {@link WorkflowGraph}. Its id is unique there; its label is what people read. All
 * kinds are immutable. A <em>logical name</em> is the name under which a type is stored and sent:
 * its simple class name, or what its annotation says.
 */
public sealed interface GraphNode {

  /** Unique within the graph. */
  String id();

  /** What people read. */
  String label();

  /** What it stands for. */
  NodeKind kind();

  /**
   * A step.
   *
   * @param description its workers, limits and the like, for people
   */
  record Step(String id, String label, String description) implements GraphNode {
    @Override
    public NodeKind kind() {
      return NodeKind.STEP;
    }
  }

  /**
   * An event.
   *
   * @param eventType logical name
   * @param eventTypes names of what it is besides, nearest first
   * @param schema JSON Schema of its fields
   * @param producedBy names of the steps that give it out, sorted
   */
  record Event(
      String id,
      Role role,
      String eventType,
      List<String> eventTypes,
      Map<String, Object> schema,
      List<String> producedBy)
      implements GraphNode {

    /** What an event is for. */
    public enum Role {
      /** It starts a run. */
      START,
      /** It ends a run. */
      STOP,
      /** It asks a human. */
      QUESTION,
      /** It is what a human says. */
      ANSWER,
      /** It tells an error handler of a failed step. */
      FAILURE,
      /** None of these. */
      PLAIN
    }

    public Event {
      eventTypes = List.copyOf(eventTypes);
      schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
      producedBy = List.copyOf(producedBy);
    }

    @Override
    public String label() {
      return eventType;
    }

    @Override
    public NodeKind kind() {
      return NodeKind.EVENT;
    }
  }

  /** Whoever is outside. */
  record External(String id, String label) implements GraphNode {

    /** The id it has in every graph. */
    public static final String ID = "external_step";

    @Override
    public NodeKind kind() {
      return NodeKind.EXTERNAL;
    }
  }

  /**
   * A resource.
   *
   * @param getterName the method that makes it, or empty where the host gives it
   * @param description how long it lives, for people
   */
  record Resource(String id, String typeName, String getterName, String description)
      implements GraphNode {
    @Override
    public String label() {
      return typeName;
    }

    @Override
    public NodeKind kind() {
      return NodeKind.RESOURCE;
    }
  }

  /**
   * A record from a configuration file; what the file says is not part of the graph.
   *
   * @param configFile the file's name beside the workflow's classes
   * @param pathSelector which part of it, or empty
   * @param schema JSON Schema of the record
   */
  record ResourceConfig(
      String id,
      String typeName,
      String configFile,
      String pathSelector,
      Map<String, Object> schema)
      implements GraphNode {

    public ResourceConfig {
      schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
    }

    @Override
    public String label() {
      return typeName;
    }

    @Override
    public NodeKind kind() {
      return NodeKind.RESOURCE_CONFIG;
    }
  }

  /** The call of a child workflow by a step, or its return. */
  record ChildConnector(String id, String label) implements GraphNode {
    @Override
    public NodeKind kind() {
      return NodeKind.CHILD_CONNECTOR;
    }
  }

  /**
   * A child workflow.
   *
   * @param graph what may happen in it, or null where that is drawn around this node already
   */
  record ChildWorkflow(String id, String label, @Nullable WorkflowGraph graph)
      implements GraphNode {
    @Override
    public NodeKind kind() {
      return NodeKind.CHILD_WORKFLOW;
    }
  }
}
