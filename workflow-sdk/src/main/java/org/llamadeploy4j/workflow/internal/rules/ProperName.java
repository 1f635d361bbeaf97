package org.llamadeploy4j.workflow.internal.rules;

import org.jspecify.annotations.Nullable;

/** What names of steps, workflows and children are made of. */
public final class ProperName {

  private static final String WHY =
      "names are part of targets such as child/step and of log lines, so they have neither '/' nor white space nor control characters";

  private ProperName() {}

  /** What is wrong with a name and why, such as "has the name …"; null where nothing is. */
  public static @Nullable String fault(String name) {
    if (name.isBlank()) {
      return "has the name '%s', which is blank; give it another".formatted(shown(name));
    }
    String sign = sign(name);
    return sign == null ? null : "has the name '%s' with %s; %s".formatted(shown(name), sign, WHY);
  }

  private static @Nullable String sign(String name) {
    if (name.indexOf('/') >= 0) {
      return "a '/'";
    }
    if (name.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
      return "white space";
    }
    return name.codePoints().anyMatch(Character::isISOControl) ? "a control character" : null;
  }

  /** The name in one line. */
  public static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .forEach(c -> {
          boolean hidden = c != ' ' && (Character.isISOControl(c) || Character.isWhitespace(c));
          shown.append(hidden ? "<U+%04X>".formatted(c) : Character.toString(c));
        });
    return shown.toString();
  }
}
