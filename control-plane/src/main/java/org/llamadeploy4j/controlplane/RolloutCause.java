package org.llamadeploy4j.controlplane;

import org.llamadeploy4j.protocol.ErrorCode;

/**
 * The words in which the leader says why a rollout failed, and what they mean to the process that
 * asked for it: the two may be different programs, so the words are a contract.
 */
final class RolloutCause {
  private static final String NO_RUNTIME = "No runtime could take it: ";

  private RolloutCause() {}

  static String noRuntime(String reason) {
    return NO_RUNTIME + reason;
  }

  /** A lack of runtimes passes; anything else is wrong with the spec or the code. */
  static ErrorCode codeOf(String cause) {
    return cause.startsWith(NO_RUNTIME) ? ErrorCode.UNAVAILABLE : ErrorCode.INVALID_INPUT;
  }
}
