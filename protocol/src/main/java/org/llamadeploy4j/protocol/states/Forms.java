package org.llamadeploy4j.protocol.states;

import java.util.Map;
import java.util.Optional;

/**
 * The form of a state, and of all types within it that have a number.
 *
 * @param whole the state's
 * @param numbered records and sealed types
 */
record Forms(Form whole, Map<Integer, Form> numbered) {
  Forms {
    numbered = Map.copyOf(numbered);
  }

  /** Reads a shape; empty where it is not told, or in words that this build does not know. */
  static Optional<Forms> read(String shape) {
    return new ShapeReader(shape).read();
  }

  /** What stands for the form. */
  Form real(Form form) {
    Form there = form instanceof Form.Again again ? numbered.get(again.number()) : form;
    return there == null ? form : there;
  }
}
