package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step waits for.
 *
 * @param types logical names, any of which will do
 * @param required canonical JSON by component name that the event must have
 * @param timeout how long, or null for as long as it takes
 * @param prompt published when the wait begins, or null
 */
public record WaitSpec(
    List<String> types,
    Map<String, String> required,
    @Nullable Duration timeout,
    @Nullable EventData prompt) {
  public WaitSpec {
    types = List.copyOf(types);
    required = Map.copyOf(required);
  }
}
