package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/** One life of a deployment: a name that is deployed anew gets another, so it inherits nothing. */
public record Incarnation(String value) implements Comparable<Incarnation> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]{1,32}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of an incarnation
   */
  public Incarnation {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException("an incarnation", value, "1 to 32 lower-case letters or digits");
    }
  }

  @Override
  public int compareTo(Incarnation other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
