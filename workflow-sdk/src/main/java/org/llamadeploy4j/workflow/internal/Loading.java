package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/**
 * How a workflow is loaded.
 *
 * @param validate whether its graph is checked
 * @param roundTrip whether events are written to JSON and read back between steps; without it steps
 *     share the objects, and nothing can be journaled
 * @param overrides resources by type that win over those the workflow makes; never closed
 */
public record Loading(
    ProgramOptions options, boolean validate, boolean roundTrip, Map<Class<?>, Object> overrides) {
  public Loading {
    overrides = Map.copyOf(overrides);
  }

  /** As in production. */
  public static Loading of(ProgramOptions options) {
    return new Loading(options, true, true, Map.of());
  }

  /** The same with other options. */
  public Loading with(ProgramOptions changed) {
    return new Loading(changed, validate, roundTrip, overrides);
  }
}
