package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a run. A tick contains its follow-ups: what a step emitted is routed
 * in the reduction of the step's own tick, and no tick exists only to carry the consequence of
 * another. So every prefix of a journal is a state from which the run can go on.
 */
public sealed interface Tick {

  /** When it happened, by the driver's clock. */
  Instant now();

  /** The run began. */
  record RunStarted(Instant now, String runId, EventData start, Map<String, Payload> states)
      implements Tick {
    public RunStarted {
      states = Map.copyOf(states);
    }
  }

  /** The run ended before it began, because its input was not right. */
  record RunRefused(Instant now, String runId, Fault fault) implements Tick {}

  /** Another driver took the run over; what was in flight runs again. */
  record RunResumed(Instant now) implements Tick {}

  /**
   * The run goes on from a snapshot; always the first tick. What was in flight runs again, time
   * limits of waits and delays stay as they were.
   *
   * @param state the run when the snapshot was taken, with its active time stopped
   */
  record Recovered(Instant now, String runId, RunState state) implements Tick {}

  /**
   * Nothing that happened: it stands for all ticks before it, of which a journal was freed; always
   * the first tick of what is left, see {@link TickCount}.
   *
   * @param ticks for how many it stands, at least 1
   * @param state the run after them, which goes on
   * @param begunWith the states that the run began with
   * @param taken ids of the events from outside that they have taken, oldest first, as far back as
   *     repeats are known
   */
  record Compacted(
      Instant now,
      String runId,
      int ticks,
      RunState state,
      Map<String, Payload> begunWith,
      List<String> taken)
      implements Tick {
    public Compacted {
      if (ticks < 1 || state.begun() == null || state.ended()) {
        throw new IllegalArgumentException("it is not of a run that goes on");
      }
      begunWith = Map.copyOf(begunWith);
      taken = List.copyOf(taken);
    }
  }

  /**
   * An attempt succeeded.
   *
   * @param opensStream whether it returned several events at once, maybe none
   */
  record StepCompleted(
      Instant now,
      long item,
      int attempt,
      List<Emission> emissions,
      boolean opensStream,
      Map<String, Payload> writes)
      implements Tick {
    public StepCompleted {
      emissions = List.copyOf(emissions);
      writes = Map.copyOf(writes);
    }
  }

  /** An attempt ended in a wait; what it did so far counts. */
  record StepSuspended(
      Instant now,
      long item,
      int attempt,
      List<Emission> emissions,
      Map<String, Payload> writes,
      List<Mark> marks,
      Awaited awaited)
      implements Tick {
    public StepSuspended {
      emissions = List.copyOf(emissions);
      writes = Map.copyOf(writes);
      marks = List.copyOf(marks);
    }
  }

  /** An attempt failed. */
  record StepFailed(Instant now, long item, int attempt, Fault fault, Verdict verdict)
      implements Tick {}

  /** A block inside an attempt ended, and will not run again. */
  record OnceRecorded(Instant now, long item, int attempt, String name, Payload value)
      implements Tick {}

  /**
   * An event came from outside.
   *
   * @param target the only step that shall get it, as {@code child/step} in a child; null for any
   * @param awaited whether a step of the workflow, as it was then, might wait for such events.
   *     Written down, so that what was kept, or dropped by an earlier engine, stays so for ever
   */
  record EventReceived(
      Instant now, String externalId, EventData event, @Nullable String target, boolean awaited)
      implements Tick {}

  /**
   * An event came from outside that has no effect: this workflow cannot read it, or the run has
   * taken one with this id before.
   */
  record EventRefused(Instant now, String externalId, String type, String problem)
      implements Tick {}

  /** A timer was due. */
  record TimerFired(Instant now, TimerId timer) implements Tick {}

  /** Somebody asked to end the run. */
  record CancelRequested(Instant now, String reason) implements Tick {}

  /**
   * An attempt put its event into a buffer and asked whether it is complete.
   *
   * @param expected the types a complete set has, with repetitions
   */
  record Collected(
      Instant now, long item, int attempt, String buffer, EventData event, List<String> expected)
      implements Tick {
    public Collected {
      expected = List.copyOf(expected);
    }
  }

  /** Something happened to the child run that a work item waits for. */
  record InChild(long item, Tick tick) implements Tick {
    @Override
    public Instant now() {
      return tick.now();
    }
  }
}
