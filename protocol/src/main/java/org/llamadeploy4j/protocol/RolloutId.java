package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/** Names one attempt to make new versions of a deployment live. */
public record RolloutId(String value) implements Comparable<RolloutId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of a rollout id
   */
  public RolloutId {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException("a rollout id", value, "1 to 64 letters, digits or '-'");
    }
  }

  @Override
  public int compareTo(RolloutId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
