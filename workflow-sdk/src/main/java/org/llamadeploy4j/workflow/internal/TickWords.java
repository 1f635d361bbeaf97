package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TimerId;
import org.llamadeploy4j.workflow.engine.Verdict;
import org.llamadeploy4j.workflow.engine.WorkItem;

/**
 * Ticks in words.
 *
 * @param before the state that the tick is about
 */
record TickWords(RunState before) {

  String of(Tick tick) {
    return switch (tick) {
      case Tick.RunStarted t -> "the run began with " + t.start().type();
      case Tick.RunRefused t -> "the run was refused: " + t.fault().failure().message();
      case Tick.RunResumed t -> "the run was resumed";
      case Tick.Recovered t -> "the run was recovered from a snapshot";
      case Tick.Compacted t -> "the first %d ticks are here as one".formatted(t.ticks());
      case Tick.StepCompleted t -> step(t.item(), t.attempt()) + " ended" + gave(t.emissions());
      case Tick.StepSuspended t ->
          "%s waits for %s%s"
              .formatted(
                  step(t.item(), t.attempt()), RunViews.words(t.awaited()), gave(t.emissions()));
      case Tick.StepFailed t ->
          "%s failed: %s: %s; %s"
              .formatted(
                  step(t.item(), t.attempt()),
                  t.fault().failure().type(),
                  t.fault().failure().message(),
                  then(t.verdict()));
      case Tick.OnceRecorded t ->
          "%s recorded once '%s' = %s".formatted(step(t.item(), t.attempt()), t.name(), t.value());
      case Tick.Collected t ->
          "%s put a %s into its buffer%s"
              .formatted(
                  step(t.item(), t.attempt()),
                  t.event().type(),
                  t.buffer().isEmpty() ? "" : " '" + t.buffer() + "'");
      case Tick.EventReceived t -> "the event " + t.event().type() + " came from outside";
      case Tick.EventRefused t -> "an event without effect came: " + t.problem();
      case Tick.TimerFired t -> timer(t.timer());
      case Tick.CancelRequested t -> "the run was cancelled: " + t.reason();
      case Tick.InChild t -> inChild(t.item(), t.tick());
    };
  }

  private String inChild(long item, Tick tick) {
    RunState.ChildRun child = before.children().runs().get(item);
    return child == null
        ? "something happened in a child that has ended"
        : "in the child " + child.name() + ": " + new TickWords(child.state()).of(tick);
  }

  private String step(long item, int attempt) {
    WorkItem work = before.items().get(item);
    return work == null
        ? "attempt %d of work %d, which had ended,".formatted(attempt, item)
        : "step %s, work %d, attempt %d".formatted(work.step(), item, attempt);
  }

  private static String gave(List<Emission> emissions) {
    return emissions.isEmpty()
        ? ""
        : emissions.stream()
            .map(e -> e.event().type())
            .collect(Collectors.joining(", ", " and gave ", ""));
  }

  private static String then(Verdict verdict) {
    return switch (verdict) {
      case Verdict.GiveUp v -> "it is not tried again";
      case Verdict.Retry v -> "it is tried again in " + v.delay();
    };
  }

  private String timer(TimerId timer) {
    return switch (timer) {
      case TimerId.RunLimit t -> "the run's time limit passed";
      case TimerId.WaitLimit t -> "the time of a wait was over, work " + t.item();
      case TimerId.StepLimit t -> "the time limit passed of " + step(t.item(), t.attempt());
      case TimerId.Delay t -> "the delay was over of " + step(t.item(), t.attempt());
      case TimerId.InChild t ->
          inChild(t.item(), new Tick.TimerFired(java.time.Instant.EPOCH, t.timer()));
    };
  }
}
