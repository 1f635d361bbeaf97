package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/** An immutable build of a service, named by the hash of its code and settings. */
public record VersionId(String value) implements Comparable<VersionId> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of a version id
   */
  public VersionId {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException("a version id", value, "32 hexadecimal digits");
    }
  }

  @Override
  public int compareTo(VersionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
