package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.Tick;

/**
 * Turns the names in a journal that an earlier version of a workflow wrote into today's: the engine
 * compares names, and knows no aliases. Holds what it has learned about one run and its children,
 * so it is used for one journal, on one thread.
 */
final class JournalNames {

  private final Program program;
  private final Map<Long, String> flows = new HashMap<>();
  private final Map<Long, JournalNames> children = new HashMap<>();

  private JournalNames(Program program) {
    this.program = program;
  }

  /** The same ticks with today's names. */
  static List<Tick> today(Program program, List<Tick> journal) {
    JournalNames names = new JournalNames(program);
    List<Tick> ticks = new ArrayList<>(journal.size());
    journal.forEach(tick -> ticks.add(names.of(tick)));
    return ticks;
  }

  private Tick of(Tick tick) {
    return switch (tick) {
      case Tick.RunStarted t ->
          new Tick.RunStarted(t.now(), t.runId(), event(t.start()), states(t.states()));
      case Tick.StepCompleted t ->
          new Tick.StepCompleted(
              t.now(),
              t.item(),
              t.attempt(),
              emissions(t.emissions()),
              t.opensStream(),
              states(t.writes()));
      case Tick.StepSuspended t ->
          new Tick.StepSuspended(
              t.now(),
              t.item(),
              t.attempt(),
              emissions(t.emissions()),
              states(t.writes()),
              t.marks().stream().map(this::mark).toList(),
              awaited(t.item(), t.awaited()));
      case Tick.EventReceived t ->
          new Tick.EventReceived(t.now(), t.externalId(), received(t.event()), t.target());
      case Tick.Collected t ->
          new Tick.Collected(
              t.now(),
              t.item(),
              t.attempt(),
              t.buffer(),
              event(t.event()),
              t.expected().stream().map(this::event).toList());
      case Tick.InChild t -> new Tick.InChild(t.item(), inChild(t));
      case Tick.Recovered t -> t;
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
    Program child = program.family().named(flows.getOrDefault(tick.item(), ""));
    return child == null
        ? tick.tick()
        : children.computeIfAbsent(tick.item(), i -> new JournalNames(child)).of(tick.tick());
  }

  private Awaited awaited(long item, Awaited awaited) {
    return switch (awaited) {
      case Awaited.Events w ->
          new Awaited.Events(
              w.types().stream().map(this::event).sorted().toList(),
              w.required(),
              w.timeout(),
              prompt(w.prompt()));
      case Awaited.Sleep w -> w;
      case Awaited.Child w -> {
        flows.put(item, w.flow());
        children.remove(item);
        Program child = program.family().named(w.flow());
        yield child == null
            ? w
            : new Awaited.Child(w.name(), w.flow(), new JournalNames(child).event(w.start()));
      }
    };
  }

  private @Nullable EventData prompt(@Nullable EventData prompt) {
    return prompt == null ? null : event(prompt);
  }

  /** From outside, so it may be meant for a child. */
  private EventData received(EventData event) {
    if (program.events().knows(event.type())) {
      return event(event);
    }
    for (Program other : program.family().all()) {
      if (other.events().knows(event.type())) {
        return new JournalNames(other).event(event);
      }
    }
    return event;
  }

  private List<Emission> emissions(List<Emission> emissions) {
    return emissions.stream()
        .map(e -> new Emission(event(e.event()), e.kind(), e.target()))
        .toList();
  }

  private EventData event(EventData event) {
    String name = event(event.type());
    return name.equals(event.type()) ? event : new EventData(name, event.payload());
  }

  private String event(String name) {
    return program.events().knows(name) ? program.events().named(name).name() : name;
  }

  private Map<String, Payload> states(Map<String, Payload> states) {
    Map<String, Payload> today = new HashMap<>();
    states.forEach((name, value) -> {
      String now = state(name);
      if (name.equals(now) || !states.containsKey(now)) {
        today.put(now, value);
      }
    });
    return today;
  }

  private String state(String name) {
    return program.model().states().today(name);
  }

  private Mark mark(Mark mark) {
    String name =
        switch (mark.kind()) {
          case SEND -> event(mark.name());
          case STATE -> state(mark.name());
          case WAIT ->
              Arrays.stream(mark.name().split("\\|"))
                  .map(this::event)
                  .sorted()
                  .collect(Collectors.joining("|"));
        };
    return new Mark(mark.kind(), name);
  }
}
