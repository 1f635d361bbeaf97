package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/** Key of a service in {@code services:} of a deployment file. */
public record ServiceId(String value) implements Comparable<ServiceId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of a service id
   */
  public ServiceId {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException(
          "a service id",
          value,
          "1 to 63 letters, digits, '-', '_' or '.', starting with a letter or digit");
    }
  }

  @Override
  public int compareTo(ServiceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
