package org.llamadeploy4j.workflow;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A caller's hold on a run. Thread-safe. */
public interface Handler {

  /** The run's id; unlike that of any other run of its runner that is alive. */
  String runId();

  /**
   * Waits for the end and gives the result: the value of a plain stop in JSON's terms (strings,
   * longs, doubles, booleans, lists, maps, null; a {@code BigInteger} or {@code BigDecimal} where a
   * long or a double would lose digits), or the stop event itself when it has a type of its own.
   *
   * @throws RunFailedException when the run failed or its time limit passed
   * @throws RunCancelledException when the run was cancelled
   * @throws InterruptedException when the waiting thread is interrupted; the run goes on
   * @throws IllegalStateException on the thread of a step of this run, which would wait for ever
   */
  @Nullable Object result() throws InterruptedException;

  /**
   * Waits for the end and gives the result as this type: the stop event's class, or what the value
   * of a plain stop is read as.
   *
   * @throws ResultTypeException when the result is null or not of that type
   * @throws RunFailedException as for {@link #result()}
   */
  <T> T result(Class<T> type) throws InterruptedException;

  /**
   * As {@link #result(Class)}, for a type with type arguments: {@code result(new
   * TypeRef<List<Item>>() {})}.
   */
  <T> T result(TypeRef<T> type) throws InterruptedException;

  /**
   * Waits for the end and gives the states that the run left, for another run to begin with: {@link
   * InProcessRunner#withStates}.
   *
   * @throws RunFailedException as for {@link #result()}; a run that did not complete leaves none
   * @throws RunCancelledException as for {@link #result()}
   */
  RunStates finalStates() throws InterruptedException;

  /**
   * Completes with what {@link #result()} gives or throws, on a virtual thread of its own, so what
   * hangs on it may block.
   */
  CompletionStage<@Nullable Object> whenDone();

  /**
   * Completes with what {@link #result(Class)} gives or throws.
   *
   * @throws ResultTypeException at once when the workflow never stops with this type
   */
  <T> CompletionStage<T> whenDone(Class<T> type);

  /** As {@link #whenDone(Class)}, for a type with type arguments. */
  <T> CompletionStage<T> whenDone(TypeRef<T> type);

  /**
   * The run's event stream: its own events and the questions of its children. Each iterator is a
   * reader of its own, starts with the first event, blocks for the next, and ends after the stop
   * event. The stream keeps the last 10,000 events; a reader that falls behind gets a {@link
   * WorkflowException} with the code {@code stream_gap}.
   */
  Iterable<Event> events();

  /** The run's event stream as {@link #events}, with the origin of each event. */
  Iterable<StreamedEvent> stream(StreamOptions options);

  /**
   * Sends an event to the run and its children. It is ignored, with an {@link UnhandledEvent} on
   * the stream, when nobody takes it.
   *
   * @throws WorkflowException when the event is none of this workflow's or its children's
   * @throws InvalidInputException when it is a start or stop event
   */
  void send(Event event);

  /**
   * Sends an event to one step only.
   *
   * @param step the step's name, or {@code child/step} for a step of a child, {@code
   *     child/child/step} below that; a child is called what the step that runs it calls it. An
   *     answer for a child that has not begun is kept for it.
   * @throws WorkflowException with the code {@code wrong_target} when there is no such step, or
   *     none that takes the event so deep below this run; the message has those that there are
   */
  void send(Event event, String step);

  /** The names of the steps that run right now, sorted. */
  List<String> runningSteps();

  /**
   * The run's journal so far, for {@link Replay}; empty unless its runner keeps journals, see
   * {@link InProcessRunner#withJournal}. The arrays must not be changed.
   */
  List<byte[]> journal();

  /** Whether the run has ended. */
  boolean isDone();

  /**
   * Takes a snapshot: the run as it is at its next commit, which is waited for, signed with the
   * runner's keys. What runs then goes on here, and is started again where the snapshot is
   * recovered from. So cancel this run unless both shall go on.
   *
   * @throws SnapshotException with the code {@link SnapshotException#RUN_ENDED} when the run has
   *     ended, or another when it cannot be signed, is too large, or holds objects without JSON
   * @throws InterruptedException when the waiting thread is interrupted
   */
  Snapshot snapshot() throws InterruptedException;

  /** Ends the run as cancelled, unless it has ended. Does not wait for its steps. */
  void cancel();
}
