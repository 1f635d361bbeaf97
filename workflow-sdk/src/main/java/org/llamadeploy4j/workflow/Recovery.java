package org.llamadeploy4j.workflow;

import java.util.Map;

/**
 * A run that is about to go on from a snapshot, which was found right. Immutable; a snapshot may be
 * recovered from more than once, and each time is a run of its own.
 */
public interface Recovery {

  /**
   * The same with an event that the run gets before anything else, such as the answer that it waits
   * for. It counts even where the time limit of the wait has passed since. As with {@link
   * Handler#send}, one that nobody takes is ignored, with an {@link UnhandledEvent} on the stream.
   *
   * @throws WorkflowException when the event is none of the workflow's or its children's
   * @throws InvalidInputException when it is a start or stop event
   */
  Recovery with(Event event);

  /**
   * The same with an event of these fields: of the type that the run waits for, or a {@link
   * HumanResponseEvent} where it waits for none.
   *
   * @throws InvalidInputException when the fields do not fit that type, or the run waits for events
   *     of several types
   */
  Recovery with(Map<String, ?> fields);

  /**
   * The same under another id. By default the run keeps the id it had, and with it its idempotency
   * keys.
   */
  Recovery withRunId(String runId);

  /**
   * Lets the run go on.
   *
   * @throws WorkflowException with the code {@code run_id_taken} while a run of the same runner
   *     with the same id has not ended, such as the one that the snapshot is of
   */
  Handler start();
}
