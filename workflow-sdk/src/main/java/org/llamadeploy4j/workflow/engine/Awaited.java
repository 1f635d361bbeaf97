package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step waits for. */
public sealed interface Awaited {

  /**
   * An event.
   *
   * @param types logical names, any of which will do
   * @param required canonical JSON by component name that the event must have
   * @param timeout how long, or null for as long as it takes
   * @param prompt published when the wait begins, or null
   */
  record Events(
      List<String> types,
      Map<String, String> required,
      @Nullable Duration timeout,
      @Nullable EventData prompt)
      implements Awaited {
    public Events {
      types = List.copyOf(types);
      required = Map.copyOf(required);
    }
  }

  /** That time passes. */
  record Sleep(Duration duration) implements Awaited {}

  /**
   * The end of a child run, which begins with the wait.
   *
   * @param name what the parent calls it
   * @param flow logical name of its workflow
   */
  record Child(String name, String flow, EventData start) implements Awaited {}

  /** The types of events that end the wait. */
  default List<String> types() {
    return this instanceof Events events ? events.types() : List.of();
  }

  /** How long it lasts at most, or null. */
  default @Nullable Duration limit() {
    return switch (this) {
      case Events w -> w.timeout();
      case Sleep w -> w.duration();
      case Child w -> null;
    };
  }
}
