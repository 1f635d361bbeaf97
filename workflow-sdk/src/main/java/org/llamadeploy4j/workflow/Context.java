package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.CurrentContext;
import org.llamadeploy4j.workflow.retry.RetryInfo;

/**
 * What a step may do besides returning an event. It belongs to one attempt of one step; after the
 * attempt has ended every method that acts throws {@link IllegalStateException}. {@link #send},
 * {@link #stream} and state may be used from threads that the step starts and joins; {@link
 * #waitForEvent}, {@link #once}, {@link #sleep}, {@link #child} and {@link #collectEvents} only on
 * the step's own thread, and not inside a block of {@code once}; they throw {@link
 * IllegalStateException} elsewhere. {@link #resource} may be called anywhere.
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
   * {@code @Step(streams = …)}. In a deployment with {@code stream: committed} readers see it with
   * the success of this attempt, and not at all if that does not come.
   *
   * @throws WorkflowException with the code {@code held_stream_full} when more would be held back
   *     than a deployment with {@code stream: committed} does for one attempt
   */
  void stream(Event event);

  /**
   * The context of the step that the calling thread runs.
   *
   * @throws IllegalStateException on any other thread
   */
  static Context current() {
    return CurrentContext.get();
  }

  /** The run's state of this type. States of a session outlive the run when it completes. */
  <T> State<T> state(Class<T> type);

  /**
   * The run's state without a type, for values by path. It follows the same rules and lives as long
   * as those with a type.
   */
  DynamicState state();

  /** Waits for an event without limit; see {@link #waitForEvent(Class, WaitOptions)}. */
  default <E extends Event> E waitForEvent(Class<E> type) {
    return waitForEvent(type, WaitOptions.defaults());
  }

  /**
   * Waits for an event from another step or from outside. The step gives up its thread and is
   * entered again <b>from its first line</b> when the event is there; what it had sent and written
   * before is not repeated.
   *
   * @param type an event; a sealed type, or an open one with {@code @Step(subtypes = true, waits =
   *     …)}, for any of its events
   * @throws WorkflowException when no such event can come: with the code {@code undeclared_event}
   *     when the workflow has none, {@code bad_wait} when none can have what {@link
   *     WaitOptions#where} asks for
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
   * @throws WorkflowException with the code {@code once_repeated} when this attempt has used the
   *     name already
   */
  <T> @Nullable T once(String name, Class<T> type, Callable<? extends @Nullable T> block)
      throws Exception;

  /** As {@link #once(String, Class, Callable)}, for a value with type arguments. */
  <T> @Nullable T once(String name, TypeRef<T> type, Callable<? extends @Nullable T> block)
      throws Exception;

  /**
   * Lets time pass without a thread, however long; the run can move to another machine meanwhile.
   * Then the step is entered again from its first line, as after {@link #waitForEvent}.
   *
   * @param time how long; zero or less returns at once
   */
  void sleep(Duration time);

  /**
   * Runs another workflow as a child of this run and gives its result. The child has states of its
   * own. What it asks humans is asked on behalf of this run. It ends when this run ends, and its
   * own time limit holds besides. The step gives up its thread meanwhile, as for {@link
   * #waitForEvent}.
   *
   * @param name what the child is called in targets, events, logs and pictures: without '/', white
   *     space and control characters; need not be unique
   * @param workflow declared with {@code @Step(children = …)}
   * @param result the child's stop event's class, or what the value of a plain stop is read as
   * @throws WorkflowException with the code {@code bad_child_name}, or {@code undeclared_child},
   *     {@code wrong_start_event} or {@code too_many_generations}
   * @throws ChildFailedException when the child did not end with its stop event
   * @throws ResultTypeException when its result is not of that type
   */
  <T> @Nullable T child(
      String name, Class<? extends Workflow> workflow, StartEvent start, Class<T> result);

  /** As {@link #child(String, Class, StartEvent, Class)}, for a type with type arguments. */
  <T> @Nullable T child(
      String name, Class<? extends Workflow> workflow, StartEvent start, TypeRef<T> result);

  /** As {@link #collectEvents(String, Event, List)} with the buffer {@code default}. */
  default Optional<List<Event>> collectEvents(
      Event event, List<? extends Class<? extends Event>> expected) {
    return collectEvents("default", event, expected);
  }

  /**
   * Puts the event into one of the step's buffers and takes a complete set out, if there is one.
   * All runs of the step in this run share its buffers; an attempt that is repeated puts its event
   * in only once and gets the same set again. One attempt puts one event into a buffer.
   *
   * @param buffer the buffer's name
   * @param event an event that the step was given; of a type that is not expected it is ignored
   * @param expected the types of a complete set, with repetitions; exact classes, or a role such as
   *     {@link HumanResponseEvent} for its events of free form
   * @return the set in the order of {@code expected}, events of one type in the order in which they
   *     came to the step; empty while something is missing
   */
  Optional<List<Event>> collectEvents(
      String buffer, Event event, List<? extends Class<? extends Event>> expected);

  /** What is known about earlier attempts of this work that failed. */
  RetryInfo retryInfo();

  /** The service's environment. */
  Env env();

  /**
   * A resource that this step asks for: one that it names in {@link StepOptions#withResources}, or
   * that is injected into one of its parameters.
   *
   * @throws WorkflowException with the code {@code undeclared_resource} when it names no such type
   */
  <T> T resource(Class<T> type);

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
