package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which files a workflow may read its configuration from, and which parts of them. */
public final class ConfigPaths {

  private ConfigPaths() {}

  /** What is wrong with the values of a {@code @ConfigFile} as a sentence, or null. */
  static @Nullable String problem(String file, String at) {
    String wrong = wrongFile(file);
    if (wrong != null) {
      return "reads \"%s\", but %s; name a .json file beside the workflow's classes, such as config/agent.json"
          .formatted(file, wrong);
    }
    String part = wrongPart(at);
    return part == null
        ? null
        : "reads at = \"%s\" of %s, but %s, such as llm.limits".formatted(at, file, part);
  }

  /** What is wrong with the path of a file, or null. */
  public static @Nullable String wrongFile(String file) {
    if (!file.endsWith(".json")) {
      return "the file's name must end in .json";
    }
    if (file.startsWith("/") || file.contains("\\") || file.contains(":")) {
      return "the path must be relative, with / between folders";
    }
    return List.of(file.split("/", -1)).stream().anyMatch(s -> s.isBlank() || s.matches("\\.{1,2}"))
        ? "the path must not have empty parts, '.' or '..'"
        : null;
  }

  /**
   * What is wrong with the way to a part of a file, or null.
   *
   * @param at names with dots between, or empty for all of it
   */
  public static @Nullable String wrongPart(String at) {
    boolean gap = List.of(at.split("\\.", -1)).contains("");
    return gap && !at.isEmpty() ? "at must be names with single dots between" : null;
  }
}
