package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/** Name of a deployment: unique in a fleet, chosen by the operator, safe as a path segment. */
public record DeploymentName(String value) implements Comparable<DeploymentName> {
  private static final Pattern FORM =
      Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of a deployment name
   */
  public DeploymentName {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException(
          "a deployment name",
          value,
          "1 to 63 letters, digits, '-', '_' or '.', starting with a letter or digit, without '..'");
    }
  }

  @Override
  public int compareTo(DeploymentName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
