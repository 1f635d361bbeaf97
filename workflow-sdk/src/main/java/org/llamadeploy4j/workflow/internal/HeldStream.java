package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.Streamed;

/**
 * What one attempt streams, held back until it has succeeded. Guarded by its own lock, since a step
 * may stream from threads it started.
 */
final class HeldStream {
  private final String step;
  private final List<EventData> events = new ArrayList<>(); // guarded by this
  private long bytes; // guarded by this

  HeldStream(String step) {
    this.step = step;
  }

  /**
   * Holds one more event back.
   *
   * @throws WorkflowException when that would be too many or too long; it was not taken
   */
  synchronized void add(EventData event) {
    long more = bytes + length(event.payload());
    if (events.size() == Streamed.MAX_EVENTS || more > Streamed.MAX_BYTES) {
      throw new WorkflowException(
          "held_stream_full",
          ("step %s has streamed %d events of %d bytes in this attempt, and one more is too much: with 'stream: committed'"
                  + " they are held back until the attempt has succeeded, at most %d events and %d bytes;"
                  + " stream less, let several steps do it, or deploy with 'stream: live'")
              .formatted(step, events.size(), bytes, Streamed.MAX_EVENTS, Streamed.MAX_BYTES));
    }
    events.add(event);
    bytes = more;
  }

  /** What is not written as JSON has no length; then only the number of events is bounded. */
  private static int length(Payload payload) {
    return payload.object() == null ? payload.json().length : 0;
  }

  /** All so far. */
  synchronized Streamed all() {
    return new Streamed(events, bytes);
  }
}
