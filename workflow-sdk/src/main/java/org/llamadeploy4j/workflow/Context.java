package org.llamadeploy4j.workflow;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a step may do besides returning an event. It belongs to one attempt of one step; after the
 * attempt has ended every method throws {@link IllegalStateException}. {@link #send}, {@link
 * #stream} and state may be used from threads that the step starts and joins; {@link #waitForEvent}
 * and {@link #once} only on the step's own thread.
 *
 * <p>What an attempt sends and writes takes effect when the attempt has succeeded, all at once, and
 * is dropped when it fails. Only what it streams is visible at once.
 */
public interface Context {

  /**
   * Gives the event to every step that takes it. Its type is declared with {@code @Step(sends =
   * …)}.
   */
  void send(Event event);

  /** Gives the event to the named step only, which must take it. */
  void send(Event event, String step);

  /**
   * Shows the event to readers of the run's stream, at once. Its type is declared with
   * {@code @Step(streams = …)}.
   */
  void stream(Event event);

  /** The run's state of this type. States of a session outlive the run when it completes. */
  <T> State<T> state(Class<T> type);

  /** Waits for an event without limit; see {@link #waitForEvent(Class, WaitOptions)}. */
  default <E extends Event> E waitForEvent(Class<E> type) {
    return waitForEvent(type, WaitOptions.none());
  }

  /**
   * Waits for an event from another step or from outside. The step gives up its thread and is
   * entered again <b>from its first line</b> when the event is there; what it had sent and written
   * before is not repeated.
   *
   * @param type an event, or a sealed type for any of its events
   * @throws WaitTimedOutException when the options' time limit passed
   * @throws StepDivergedException when the step, run again, did other things before this call than
   *     the first time
   */
  <E extends Event> E waitForEvent(Class<E> type, WaitOptions options);

  /**
   * Runs the block and records its value durably, so that it does not run again when this step
   * does. A failure is not recorded. Blocks do not nest.
   *
   * @param name unique within the step
   */
  <T> @Nullable T once(String name, Class<T> type, Callable<? extends @Nullable T> block)
      throws Exception;

  /** The service's environment. */
  Env env();

  /** The time, by the run's clock. */
  Instant now();

  /** Random numbers that are the same in every attempt of this work. Not thread-safe. */
  RandomGenerator random();

  /** The run's id; the task's id where the run is a task. */
  String runId();

  /** The step's name. */
  String step();

  /**
   * Which attempt this is, from 1. A step that waited counts a new one when it is entered again.
   */
  int attempt();

  /**
   * The same in every attempt of this work and unlike any other: for systems that can refuse to do
   * a thing twice.
   */
  String idempotencyKey();
}
