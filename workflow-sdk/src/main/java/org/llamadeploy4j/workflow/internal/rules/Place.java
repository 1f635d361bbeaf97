package org.llamadeploy4j.workflow.internal.rules;

/** Where a problem is. Methods are indexes in {@link FlowFacts#methods}, types binary names. */
public sealed interface Place {

  /** The workflow's class. */
  Place CLASS = new OfClass();

  /** An annotation of ours. */
  enum Mark {
    /** {@code @Step} or {@code @CatchError}, whichever the method has. */
    STEP,
    RETRY,
    EVENT_NAME,
    STATE_NAME
  }

  /** The workflow's class. */
  record OfClass() implements Place {}

  /** A field of the workflow's class. */
  record OfField(String name) implements Place {}

  /** A method. */
  record OfMethod(int method) implements Place {

    Place parameter(int index) {
      return new OfParameter(method, index);
    }

    /** An attribute of {@code @Step} or {@code @CatchError}. */
    Place attribute(String name) {
      return new OfAttribute(method, Mark.STEP, name);
    }

    /** An attribute of {@code @Retry}; empty for all of it. */
    Place retry(String attribute) {
      return new OfAttribute(method, Mark.RETRY, attribute);
    }
  }

  /** A parameter of a method. */
  record OfParameter(int method, int parameter) implements Place {}

  /** An attribute of a method's annotation; empty for all of it. */
  record OfAttribute(int method, Mark mark, String attribute) implements Place {}

  /** An event, a state, or another type of data. */
  record OfType(String type) implements Place {}

  /** An attribute of a type's annotation. */
  record OfTypeAttribute(String type, Mark mark, String attribute) implements Place {}

  /**
   * A component of a record.
   *
   * @param around where the record is used, for one whose source is not at hand
   */
  record OfComponent(String type, String component, Place around) implements Place {}

  static OfMethod method(int index) {
    return new OfMethod(index);
  }

  static Place type(String name) {
    return new OfType(name);
  }

  static Place field(String name) {
    return new OfField(name);
  }
}
