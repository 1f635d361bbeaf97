package org.llamadeploy4j.workflow.internal.rules;

import java.util.Locale;

/** What authors write where a message tells them to: annotations, or the methods of a builder. */
public enum Words {
  ANNOTATIONS,
  BUILDER;

  /**
   * An attribute of {@code @Step} with this value, or the option in its place.
   *
   * @param value such as {@code Go.class}, or {@code {Go.class, Stop.class}}
   */
  public String option(String attribute, String value) {
    if (this == ANNOTATIONS) {
      return attribute + " = " + value;
    }
    String bare = value.startsWith("{") ? value.substring(1, value.length() - 1) : value;
    String method = attribute.substring(0, 1).toUpperCase(Locale.ROOT) + attribute.substring(1);
    return "with" + method + "(" + bare + ")";
  }

  /** Where attributes of a step are written. */
  public String ofStep() {
    return this == ANNOTATIONS ? "its @Step" : "its StepOptions";
  }

  /** How an open interface is allowed. */
  public String subtypes() {
    return this == ANNOTATIONS ? "subtypes = true" : "withSubtypes()";
  }

  /** The one or the other. */
  String pick(String annotations, String builder) {
    return this == ANNOTATIONS ? annotations : builder;
  }
}
