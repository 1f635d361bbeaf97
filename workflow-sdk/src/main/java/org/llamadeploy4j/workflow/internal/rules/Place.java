package org.llamadeploy4j.workflow.internal.rules;

/**
 * Where a problem is.
 *
 * @param method index of the method in {@link FlowFacts#methods}, or -1 for the class
 * @param parameter index of the method's parameter, or -1
 * @param attribute the attribute of the method's annotation, or empty; for the class, its field
 * @param type binary name of the event, or empty
 */
public record Place(int method, int parameter, String attribute, String type) {

  /** The workflow's class. */
  public static final Place CLASS = new Place(-1, -1, "", "");

  static Place method(int index) {
    return new Place(index, -1, "", "");
  }

  static Place type(String name) {
    return new Place(-1, -1, "", name);
  }

  static Place field(String name) {
    return new Place(-1, -1, name, "");
  }

  Place parameter(int index) {
    return new Place(method, index, "", "");
  }

  Place attribute(String name) {
    return new Place(method, -1, name, "");
  }
}
