package org.llamadeploy4j.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an API server is, the original's {@code Status}. In JSON: {@code status}, {@code
 * status_message}, {@code max_deployments}, {@code deployments}.
 *
 * @param status the one word
 * @param statusMessage what there is to say about it; may be empty
 * @param maxDeployments how many deployments it takes; null: not known or not bounded
 * @param deployments names of the live deployments; null: not known
 */
public record ServerStatus(
    Health status,
    String statusMessage,
    @Nullable Integer maxDeployments,
    @Nullable List<String> deployments) {

  /** The words a server may use about itself. */
  public enum Health {
    /** It works. */
    HEALTHY("Healthy"),
    /** It answers, and something is wrong. */
    UNHEALTHY("Unhealthy"),
    /** It does not answer. */
    DOWN("Down");

    private final String word;

    Health(String word) {
      this.word = word;
    }

    /** The word on the wire. */
    @Override
    public String toString() {
      return word;
    }
  }

  /** Copies the list. */
  public ServerStatus {
    RequiredField.check("status", status);
    RequiredField.check("status_message", statusMessage);
    deployments = deployments == null ? null : List.copyOf(deployments);
  }
}
