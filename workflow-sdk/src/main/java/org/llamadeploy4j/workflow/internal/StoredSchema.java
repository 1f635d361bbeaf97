package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.SchemaChange.Difference;
import org.llamadeploy4j.workflow.SchemaChange.How;
import org.llamadeploy4j.workflow.engine.Payload;

/**
 * A stored value beside the type that reads it today. Looks into the JSON only when it is asked how
 * they differ.
 *
 * @param today hash of the type's schema
 */
record StoredSchema(Payload stored, Codec codec, String today) {

  /** Whether the JSON must be looked at to know whether it fits. */
  boolean mayDiffer() {
    return stored.object() == null && !stored.schema().equals(today);
  }

  /** How the JSON differs from what would be written today. */
  List<Difference> differences() {
    Reading in = Reading.comparing();
    try {
      Object tree = Json.parse(stored.json());
      Object unused = tree == null ? in.problem("is null") : codec.read(tree, in);
    } catch (InvalidInputException e) {
      in.problem(Failures.message(e));
    }
    return List.copyOf(in.differences());
  }

  /** What to tell besides of a value that cannot be read: both schemas, and how they differ. */
  String explained() {
    if (stored.schema().equals(today)) {
      return "it was stored in schema %s, which is today's, so the schema has not changed"
          .formatted(today);
    }
    String then = stored.schema().isEmpty() ? "without its schema" : "in schema " + stored.schema();
    List<Difference> all = differences();
    return "it was stored %s, today's is %s; missing: %s; unknown: %s; of another type: %s"
        .formatted(
            then, today, paths(all, How.MISSING), paths(all, How.UNKNOWN), paths(all, How.MISFIT));
  }

  private static String paths(List<Difference> differences, How how) {
    String paths =
        differences.stream()
            .filter(d -> d.how() == how)
            .map(d -> d.path().isEmpty() ? "the whole" : d.path())
            .distinct()
            .collect(Collectors.joining(", "));
    return paths.isEmpty() ? "none" : paths;
  }
}
