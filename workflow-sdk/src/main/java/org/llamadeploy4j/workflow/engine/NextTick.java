package org.llamadeploy4j.workflow.engine;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What may come next in a journal: the one rule for all that is stored, whether a run goes on from
 * it or is only looked at. A journal begins with the begin of its run and has it once, what a step
 * did belongs to the attempt that runs then, and nothing comes after the end. Stateless.
 *
 * <p>A driver never writes anything else, so what breaks the rule was not written by one, or is not
 * the whole of it.
 */
final class NextTick {
  private static final String A_BEGIN = "the begin of the run";
  private static final int MOST_NAMED = 5;

  private NextTick() {}

  /** Why the tick cannot come after this state, as what was expected and found; or null. */
  static @Nullable String problem(RunState before, Tick tick) {
    String expected = expected(before, tick);
    if (expected != null) {
      return "expected %s, found %s".formatted(expected, found(tick));
    }
    return tick instanceof Tick.InChild t ? inChild(before, t) : null;
  }

  private static @Nullable String inChild(RunState before, Tick.InChild tick) {
    RunState.ChildRun child = before.children().get(tick.item());
    String problem = child == null ? null : problem(child.state(), tick.tick());
    return child == null || problem == null
        ? null
        : "in the child %s: %s".formatted(child.name(), problem);
  }

  /** What was to come instead of the tick, or null where it fits. */
  private static @Nullable String expected(RunState before, Tick tick) {
    if (before.ended()) {
      return "nothing more, since the run has ended";
    }
    if (before.begun() == null) {
      return begins(tick) ? null : A_BEGIN;
    }
    return switch (tick) {
      case Tick.RunStarted t -> "no second begin of the run";
      case Tick.RunRefused t -> "no second begin of the run";
      case Tick.Recovered t -> "no second begin of the run";
      case Tick.Compacted t -> "no second begin of the run";
      case Tick.StepCompleted t -> running(before, t.item(), t.attempt());
      case Tick.StepSuspended t -> running(before, t.item(), t.attempt());
      case Tick.StepFailed t -> running(before, t.item(), t.attempt());
      case Tick.OnceRecorded t -> running(before, t.item(), t.attempt());
      case Tick.Collected t -> running(before, t.item(), t.attempt());
      case Tick.InChild t -> before.children().get(t.item()) == null ? whatRuns(before) : null;
      case Tick.RunResumed t -> null;
      case Tick.EventReceived t -> null;
      case Tick.EventRefused t -> null;
      case Tick.TimerFired t -> null;
      case Tick.CancelRequested t -> null;
    };
  }

  private static boolean begins(Tick tick) {
    return tick instanceof Tick.RunStarted
        || tick instanceof Tick.RunRefused
        || tick instanceof Tick.Recovered
        || tick instanceof Tick.Compacted;
  }

  private static @Nullable String running(RunState before, long item, int attempt) {
    return before.running(AttemptId.of(item, attempt)) == null ? whatRuns(before) : null;
  }

  private static String whatRuns(RunState before) {
    String work =
        before.items().values().stream()
            .filter(item -> item.phase() == WorkItem.Phase.RUNNING)
            .limit(MOST_NAMED)
            .map(i -> "work %d (step %s, attempt %d)".formatted(i.id(), i.step(), i.attempt()))
            .collect(Collectors.joining(" or "));
    return work.isEmpty()
        ? "no tick of a step, since none runs then"
        : "a tick of what runs then, " + work;
  }

  private static String found(Tick tick) {
    return switch (tick) {
      case Tick.RunStarted t -> A_BEGIN;
      case Tick.RunRefused t -> "the refusal of the run";
      case Tick.Recovered t -> "the begin of the run from a snapshot";
      case Tick.Compacted t -> "the snapshot of %d ticks".formatted(t.ticks());
      case Tick.RunResumed t -> "that the run goes on elsewhere";
      case Tick.StepCompleted t -> "the end of " + attempt(t.item(), t.attempt());
      case Tick.StepSuspended t -> "a wait of " + attempt(t.item(), t.attempt());
      case Tick.StepFailed t -> "the failure of " + attempt(t.item(), t.attempt());
      case Tick.OnceRecorded t -> "a block of once of " + attempt(t.item(), t.attempt());
      case Tick.Collected t -> "a collected event of " + attempt(t.item(), t.attempt());
      case Tick.EventReceived t -> "an event from outside";
      case Tick.EventRefused t -> "an event from outside";
      case Tick.TimerFired t -> "a timer";
      case Tick.CancelRequested t -> "the cancellation of the run";
      case Tick.InChild t -> "something in the child that work %d waits for".formatted(t.item());
    };
  }

  private static String attempt(long item, int attempt) {
    return "attempt %d of work %d".formatted(attempt, item);
  }
}
