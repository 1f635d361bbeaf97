package org.llamadeploy4j.workflow.graph;

/** What a node of a {@link WorkflowGraph} stands for. */
public enum NodeKind {
  /** A step, error handlers among them. */
  STEP("step"),
  /** An event. */
  EVENT("event"),
  /** Whoever is outside: it reads questions and sends events. */
  EXTERNAL("external"),
  /** Something a {@code @Provides} method makes, or the environment. */
  RESOURCE("resource"),
  /** A record read from a configuration file. */
  RESOURCE_CONFIG("resource_config"),
  /** The call of a child workflow, or its return. */
  CHILD_CONNECTOR("child_connector"),
  /** A child workflow, which has a graph of its own. */
  CHILD_WORKFLOW("child_workflow");

  private final String wireName;

  NodeKind(String wireName) {
    this.wireName = wireName;
  }

  /** The {@code node_type} in JSON. */
  public String wireName() {
    return wireName;
  }
}
