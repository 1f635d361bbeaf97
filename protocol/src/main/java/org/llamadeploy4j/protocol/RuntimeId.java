package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/** Names a service runtime process. */
public record RuntimeId(String value) implements Comparable<RuntimeId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of a runtime id
   */
  public RuntimeId {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException(
          "a runtime id", value, "1 to 64 letters, digits, '-', '_' or '.'");
    }
  }

  @Override
  public int compareTo(RuntimeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
