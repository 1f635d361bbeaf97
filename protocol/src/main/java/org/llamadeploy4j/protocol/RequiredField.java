package org.llamadeploy4j.protocol;

import org.jspecify.annotations.Nullable;

/** Refuses JSON objects that lack a field which every sender has to give. */
final class RequiredField {
  private RequiredField() {}

  static void check(String name, @Nullable Object value) {
    if (value == null) {
      throw new ProtocolException("the field '" + name + "' is missing or null; it is required");
    }
  }
}
