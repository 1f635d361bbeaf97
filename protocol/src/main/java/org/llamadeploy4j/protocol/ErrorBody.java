package org.llamadeploy4j.protocol;

/**
 * Body of every answer that is not a success.
 *
 * @param detail what is wrong, where, and what to do about it
 */
public record ErrorBody(String detail) {
  /** Checks that there is a detail. */
  public ErrorBody {
    RequiredField.check("detail", detail);
  }
}
