package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;

/**
 * Turns the names in a journal that an earlier version of a workflow wrote into today's. Holds what
 * it has learned about one run and its children, so it is used for one journal, on one thread.
 */
final class JournalNames {

  private final Program program;
  private final Renames names;
  private final Map<Long, String> flows = new HashMap<>();
  private final Map<Long, JournalNames> children = new HashMap<>();

  private JournalNames(Renames names) {
    this.program = names.program();
    this.names = names;
  }

  /**
   * The same ticks with today's names.
   *
   * @param seen is told of all values in them
   */
  static List<Tick> today(Program program, List<Tick> journal, Renames.Seen seen) {
    JournalNames names = new JournalNames(new Renames(program, seen));
    List<Tick> ticks = new ArrayList<>(journal.size());
    journal.forEach(tick -> ticks.add(names.of(tick)));
    return ticks;
  }

  private Tick of(Tick tick) {
    return switch (tick) {
      case Tick.RunStarted t ->
          new Tick.RunStarted(t.now(), t.runId(), names.event(t.start()), names.values(t.states()));
      case Tick.StepCompleted t ->
          new Tick.StepCompleted(
              t.now(),
              t.item(),
              t.attempt(),
              emissions(t.emissions()),
              t.opensStream(),
              names.values(t.writes()));
      case Tick.StepSuspended t ->
          new Tick.StepSuspended(
              t.now(),
              t.item(),
              t.attempt(),
              emissions(t.emissions()),
              names.values(t.writes()),
              t.marks().stream().map(names::mark).toList(),
              awaited(t.item(), t.awaited()));
      case Tick.EventReceived t ->
          new Tick.EventReceived(
              t.now(),
              t.externalId(),
              names.fromOutside(t.event()),
              names.target(t.target()),
              t.awaited());
      case Tick.Collected t ->
          new Tick.Collected(
              t.now(),
              t.item(),
              t.attempt(),
              t.buffer(),
              names.event(t.event()),
              t.expected().stream().map(names::event).toList());
      case Tick.InChild t -> new Tick.InChild(t.item(), inChild(t));
      case Tick.Recovered t -> {
        goOnFrom(t.state());
        yield new Tick.Recovered(t.now(), t.runId(), StateNames.today(t.state(), names));
      }
      case Tick.Compacted t -> {
        goOnFrom(t.state());
        yield new Tick.Compacted(
            t.now(),
            t.runId(),
            t.ticks(),
            StateNames.today(t.state(), names),
            names.values(t.begunWith()),
            t.taken());
      }
      case Tick.RunRefused t -> t;
      case Tick.RunResumed t -> t;
      case Tick.StepFailed t -> t;
      case Tick.OnceRecorded t -> t;
      case Tick.EventRefused t -> t;
      case Tick.TimerFired t -> t;
      case Tick.CancelRequested t -> t;
    };
  }

  private Tick inChild(Tick.InChild tick) {
    JournalNames child = child(tick.item());
    return child == null ? tick.tick() : child.of(tick.tick());
  }

  private @Nullable JournalNames child(long item) {
    Program child = program.family().named(flows.getOrDefault(item, ""));
    return child == null
        ? null
        : children.computeIfAbsent(item, i -> new JournalNames(names.of(child)));
  }

  /** The children that a snapshot has were begun before this journal. */
  private void goOnFrom(RunState state) {
    state
        .children()
        .runs()
        .forEach((item, run) -> {
          flows.put(item, run.flow());
          JournalNames child = child(item);
          if (child != null) {
            child.goOnFrom(run.state());
          }
        });
  }

  private Awaited awaited(long item, Awaited awaited) {
    if (awaited instanceof Awaited.Child child) {
      flows.put(item, child.flow());
      children.remove(item);
    }
    return names.awaited(awaited);
  }

  private List<Emission> emissions(List<Emission> emissions) {
    return emissions.stream()
        .map(e -> new Emission(names.event(e.event()), e.kind(), names.target(e.target())))
        .toList();
  }
}
