package org.llamadeploy4j.workflow;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Events of one type, or one state, that a journal or a snapshot holds in another schema than the
 * workflow has today; see {@link Replay#schemaChanges} and {@link RunView#schemaChanges}.
 *
 * @param what what is stored
 * @param name its logical name today, or where nothing has that name or alias any more, as stored
 * @param stored hash of the schema in which it is stored; empty where that was not kept
 * @param today hash of the schema in which it would be stored today; empty where the workflow has
 *     nothing of this name
 * @param differences what is different in the JSON, each field once; empty where all of it can be
 *     read as it is, for instance since an {@code int} became a {@code long}
 */
public record SchemaChange(
    What what, String name, String stored, String today, List<Difference> differences) {

  public SchemaChange {
    differences = List.copyOf(differences);
  }

  /** What is stored. */
  public enum What {
    /** Events of one type. */
    EVENT,
    /** A state. */
    STATE
  }

  /** How a field differs. */
  public enum How {
    /** It is not stored, and must be there; what holds it cannot be read. */
    MISSING,
    /** It is not stored, and is read as empty. */
    EMPTY,
    /** It is stored and the type does not have it; it is ignored. */
    UNKNOWN,
    /** Its value does not fit its type; what holds it cannot be read. */
    MISFIT
  }

  /**
   * A field that differs.
   *
   * @param path the way to it, such as {@code lines[0].count}; empty for the whole
   * @param problem what is wrong with its value where it does not fit, else empty
   */
  public record Difference(How how, String path, String problem) {

    /** In words. */
    public String describe() {
      String field = path.isEmpty() ? "it" : path;
      return switch (how) {
        case MISSING -> field + " is missing";
        case EMPTY -> field + " is new and empty";
        case UNKNOWN -> field + " is unknown and ignored";
        case MISFIT -> field + " " + problem;
      };
    }
  }

  /** Whether what is stored can be read today. */
  public boolean isReadable() {
    return !today.isEmpty()
        && differences.stream().noneMatch(d -> d.how() == How.MISSING || d.how() == How.MISFIT);
  }

  /** All of it in one line, for logs and messages. */
  public String describe() {
    return "%s %s: %s%s"
        .formatted(
            what == What.EVENT ? "event" : "state",
            name,
            schemas(),
            differences.isEmpty()
                ? ""
                : ": "
                    + differences.stream()
                        .map(Difference::describe)
                        .collect(Collectors.joining("; ")));
  }

  private String schemas() {
    String then = stored.isEmpty() ? "stored without its schema" : "stored in schema " + stored;
    return then + (today.isEmpty() ? ", the workflow has none" : ", today it is " + today);
  }
}
