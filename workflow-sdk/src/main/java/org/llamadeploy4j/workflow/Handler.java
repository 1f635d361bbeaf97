package org.llamadeploy4j.workflow;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A caller's hold on a run. Thread-safe. */
public interface Handler {

  /** The run's id. */
  String runId();

  /**
   * Waits for the end and gives the result: the value of a plain stop in JSON's terms (strings,
   * longs, doubles, booleans, lists, maps, null), or the stop event itself when it has a type of
   * its own.
   *
   * @throws RunFailedException when the run failed or its time limit passed
   * @throws RunCancelledException when the run was cancelled
   * @throws InterruptedException when the waiting thread is interrupted; the run goes on
   */
  @Nullable Object result() throws InterruptedException;

  /**
   * Waits for the end and gives the result as this type: the stop event's class, or what the value
   * of a plain stop is read as.
   *
   * @throws InvalidInputException when the result is not of that type
   * @throws RunFailedException as for {@link #result()}
   */
  <T> T result(Class<T> type) throws InterruptedException;

  /** Completes with what {@link #result()} gives or throws. */
  CompletionStage<@Nullable Object> whenDone();

  /**
   * The run's event stream. Each iterator is a reader of its own, starts with the first event,
   * blocks for the next, and ends after the stop event. The stream keeps the last 10,000 events; a
   * reader that falls behind gets a {@link WorkflowException} with the code {@code stream_gap}.
   */
  Iterable<Event> events();

  /**
   * Sends an event to the run. It is ignored, with an internal event on the stream, when nobody
   * takes it.
   */
  void send(Event event);

  /** Ends the run as cancelled, unless it has ended. Does not wait for its steps. */
  void cancel();
}
