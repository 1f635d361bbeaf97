package org.llamadeploy4j.client;

/** The server answered, with a refusal or a failure. */
public final class ApiException extends ClientException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ApiException(int status, String detail) {
    super(detail, null);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The server's reason; the message is the same. */
  public String detail() {
    return getMessage();
  }
}
