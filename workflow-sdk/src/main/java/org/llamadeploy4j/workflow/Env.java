package org.llamadeploy4j.workflow;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.llamadeploy4j.workflow.internal.Required;

/** Settings and secrets given to one service. Never the process's environment. Immutable. */
public final class Env {

  private static final Env EMPTY = new Env(Map.of());

  private final Map<String, String> values;

  private Env(Map<String, String> values) {
    this.values = values;
  }

  /** An environment without values. */
  public static Env empty() {
    return EMPTY;
  }

  /** An environment with these values, copied. */
  public static Env of(Map<String, String> values) {
    Required.check(values, "of", "values", "names and values, maybe none");
    return values.isEmpty() ? EMPTY : new Env(Map.copyOf(values));
  }

  /**
   * The value of a name that must be there.
   *
   * @throws WorkflowException naming what to set
   */
  public String get(String name) {
    String value = values.get(Required.notNull(name, "get", "name", "the name of a value"));
    if (value == null) {
      throw new WorkflowException(
          "env_missing",
          "environment value '%s' is not set; add it to the service's env or env-files"
              .formatted(name));
    }
    return value;
  }

  /** The value of a name, if it is there. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(
        values.get(Required.notNull(name, "find", "name", "the name of a value")));
  }

  /** All names and values. */
  public Map<String, String> asMap() {
    return values;
  }

  /** Names only, since values may be secrets. */
  @Override
  public String toString() {
    return "Env" + new TreeSet<>(values.keySet());
  }
}
