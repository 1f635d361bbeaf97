package org.llamadeploy4j.workflow.graph;

/**
 * An arrow from one node to another.
 *
 * @param source id of a node
 * @param target id of a node
 * @param label what is special about it, or empty: {@code each} to the members of a fan-out, {@code
 *     all} or {@code first n} into a join, {@code and} into a step that needs several events,
 *     {@code sends}, {@code streams}, {@code asks}, {@code waits}, {@code fails}, or the name of
 *     the parameter that asks for a resource
 * @param kind what goes along it
 */
public record GraphEdge(String source, String target, String label, Kind kind) {

  /** What goes along an edge. */
  public enum Kind {
    /** Events, calls and returns. */
    FLOW,
    /** The failure of a step on its way to an error handler. */
    FAILURE,
    /** Nothing: the source uses the target. */
    USE
  }

  /** An edge along which events go. */
  public static GraphEdge flow(String source, String target, String label) {
    return new GraphEdge(source, target, label, Kind.FLOW);
  }
}
