package org.llamadeploy4j.protocol;

import java.util.regex.Pattern;

/**
 * A client's name for one request: sent again under the same name, it is the same request. Keys
 * belong to a deployment.
 */
public record IdempotencyKey(String value) {
  /** Printed ASCII; the blank is left out, since headers lose it at their ends. */
  private static final Pattern FORM = Pattern.compile("[!-~]{1,255}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of an idempotency key
   */
  public IdempotencyKey {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException(
          "an idempotency key", value, "1 to 255 printed ASCII characters without blanks");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
