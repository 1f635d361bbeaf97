package org.llamadeploy4j.protocol;

import java.util.List;

/**
 * A deployment file that can be used.
 *
 * @param spec what it says
 * @param warnings what it says to no effect, one line each with file, line and column
 */
public record ParsedDeployment(DeploymentSpec spec, List<String> warnings) {
  /** Copies the list. */
  public ParsedDeployment {
    warnings = List.copyOf(warnings);
  }
}
