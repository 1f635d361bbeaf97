package org.llamadeploy4j.protocol;

/** Why a request was refused or failed, and the HTTP status that says so. */
public enum ErrorCode {
  /** The request was understood and what it carries is not acceptable: a spec, code, an input. */
  INVALID_INPUT(422),
  /** The request itself makes no sense. */
  BAD_REQUEST(400),
  /** What it names does not exist. */
  NOT_FOUND(404),
  /** It does not fit the present state: a name is taken, a run has ended. */
  CONFLICT(409),
  /** It was there and is gone for good. */
  GONE(410),
  /** It is larger than allowed. */
  TOO_LARGE(413),
  /** A bound is reached; the same request may succeed later. */
  OVERLOADED(429),
  /** The run that was asked for ended in an error. */
  RUN_FAILED(500),
  /** A defect of ours. */
  INTERNAL(500),
  /** Something the answer depends on is away: Redis, a runtime. */
  UNAVAILABLE(503);

  private final int httpStatus;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The HTTP status of an answer with this code. */
  public int httpStatus() {
    return httpStatus;
  }
}
