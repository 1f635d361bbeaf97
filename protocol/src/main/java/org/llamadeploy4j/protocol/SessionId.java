package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/** Names a session: state shared by the tasks that run in it. */
public record SessionId(String value) implements Comparable<SessionId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of a session id
   */
  public SessionId {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException(
          "a session id", value, "1 to 128 letters, digits, '-', '_' or '.'");
    }
  }

  @Override
  public int compareTo(SessionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
