package org.llamadeploy4j.protocol;

/** A text is not of the form its kind of id has. */
public final class InvalidIdException extends ProtocolException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 80;

  InvalidIdException(String what, String value, String form) {
    super("'" + shown(value) + "' is not " + what + ": expected " + form);
  }

  private static String shown(String value) {
    return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
  }
}
