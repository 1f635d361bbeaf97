package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/** SHA-256 of an artifact, in lower-case hexadecimal. */
public record ArtifactHash(String value) implements Comparable<ArtifactHash> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of an artifact hash
   */
  public ArtifactHash {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException("an artifact hash", value, "64 hexadecimal digits");
    }
  }

  @Override
  public int compareTo(ArtifactHash other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
