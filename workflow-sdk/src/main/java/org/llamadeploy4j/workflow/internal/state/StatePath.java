package org.llamadeploy4j.workflow.internal.state;

import java.util.List;
import org.llamadeploy4j.workflow.StateException;

/**
 * A place in a tree of JSON.
 *
 * @param parts names of keys, or digits for elements of lists; never empty
 */
public record StatePath(List<String> parts) {

  /** Longer paths are refused. */
  public static final int MAX_PARTS = 1_000;

  public StatePath {
    parts = List.copyOf(parts);
  }

  /**
   * Reads names with dots between.
   *
   * @throws StateException when it is empty, has an empty part, or is too long
   */
  public static StatePath of(String text) {
    if (text.isEmpty()) {
      throw bad("a path is empty; name a key, such as 'user.name'");
    }
    List<String> parts = List.of(text.split("\\.", -1));
    if (parts.size() > MAX_PARTS) {
      throw bad("a path has %d parts; at most %d are read".formatted(parts.size(), MAX_PARTS));
    }
    if (parts.contains("")) {
      throw bad("the path '%s' has an empty part".formatted(text));
    }
    return new StatePath(parts);
  }

  private static StateException bad(String problem) {
    return new StateException("bad_path", problem);
  }

  /** Its first so many parts as text, for messages. */
  String upTo(int count) {
    return String.join(".", parts.subList(0, count));
  }

  @Override
  public String toString() {
    return upTo(parts.size());
  }
}
