package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a driver's shell tells its core. */
public sealed interface CoreInput {

  /** Begin the run; exactly one of start and refusal is there. */
  record Begin(
      String runId, @Nullable EventData start, @Nullable Fault refusal, Map<String, Payload> states)
      implements CoreInput {}

  /**
   * Begin with the state of a snapshot, of a run that has not ended.
   *
   * @param arrived what comes with it and counts before any time limit that has passed since
   */
  record Recover(String runId, RunState state, List<Incoming> arrived) implements CoreInput {
    public Recover {
      if (state.begun() == null || state.ended()) {
        throw new IllegalArgumentException("only a run that goes on can be recovered");
      }
      arrived = List.copyOf(arrived);
    }
  }

  /**
   * Go on with the run from its journal, which is not empty.
   *
   * @param state the fold of the journal
   */
  record Resume(List<Tick> journal, RunState state) implements CoreInput {}

  /** An attempt ended. {@code based} are the state versions that its writes were computed on. */
  record StepEnded(AttemptId attempt, Outcome outcome, Map<String, Long> based)
      implements CoreInput {

    /** What goes into the journal of the run that the attempt is in. */
    Tick tick(Instant now) {
      long item = attempt.item();
      int number = attempt.attempt();
      return switch (outcome) {
        case Outcome.Completed o ->
            new Tick.StepCompleted(now, item, number, o.emissions(), o.opensStream(), o.writes());
        case Outcome.Suspended o ->
            new Tick.StepSuspended(
                now, item, number, o.emissions(), o.writes(), o.marks(), o.awaited());
        case Outcome.Failed o -> new Tick.StepFailed(now, item, number, o.fault(), o.verdict());
      };
    }
  }

  /** A block inside an attempt ended and its attempt is held until it is durable. */
  record OnceEnded(AttemptId attempt, String name, Payload value) implements CoreInput {}

  /** An attempt puts its event into a buffer and is held until it is told what is complete. */
  record Collect(AttemptId attempt, String buffer, EventData event, List<String> expected)
      implements CoreInput {}

  /** Events of the inbox, in its order. */
  record Arrived(List<Incoming> events) implements CoreInput {}

  /** A timer is due. */
  record TimerDue(TimerId timer) implements CoreInput {}

  /** End the run. */
  record Cancel(String reason) implements CoreInput {}

  /** Let go of the run if it is at rest for a while. */
  record Park() implements CoreInput {}

  /** The log let go of the run. */
  record Parked() implements CoreInput {}

  /** The commit in flight is durable. */
  record Committed(List<Incoming> arrived) implements CoreInput {}

  /** The commit in flight, or to let go of the run, was refused: these events had arrived. */
  record InboxChanged(List<Incoming> arrived) implements CoreInput {}

  /**
   * The end in flight, or to let go of the run, was refused: the run is to be cancelled instead.
   */
  record CancelledInstead(String reason) implements CoreInput {}

  /** The commit in flight was refused for good. */
  record Fenced(String reason) implements CoreInput {}

  /** Drop the run. */
  record Abandon(String reason) implements CoreInput {}

  /** How an attempt ended. */
  sealed interface Outcome {

    /**
     * It succeeded.
     *
     * @param opensStream whether it returned several events at once, maybe none
     * @param streamed what readers see with its success, and not before
     */
    record Completed(
        List<Emission> emissions,
        boolean opensStream,
        Map<String, Payload> writes,
        Streamed streamed)
        implements Outcome {}

    /** It waits. */
    record Suspended(
        List<Emission> emissions, Map<String, Payload> writes, List<Mark> marks, Awaited awaited)
        implements Outcome {}

    /** It failed. */
    record Failed(Fault fault, Verdict verdict) implements Outcome {}
  }

  /**
   * An event from outside.
   *
   * @param event what it is, or null if it cannot be read, for the reason in {@code problem}
   */
  record Incoming(
      String id, String type, @Nullable EventData event, @Nullable String target, String problem) {}
}
