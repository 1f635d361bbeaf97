package org.llamadeploy4j.workflow.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Lineage;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.StateCell;

/**
 * What names that earlier versions of a workflow have stored are today: of events, states and
 * steps. The engine compares names, and knows no aliases. Immutable.
 *
 * @param program the workflow as it is today
 * @param seen is told of all values that pass
 */
record Renames(Program program, Seen seen) {

  /** Looks at stored events and states, which have today's names. */
  interface Seen {

    /** Does not look. */
    Seen NOTHING =
        new Seen() {
          @Override
          public void event(Program program, EventData event) {}

          @Override
          public void state(Program program, String name, Payload value) {}
        };

    void event(Program program, EventData event);

    /** A type of event that was waited for. */
    default void awaited(Program program, String type) {}

    void state(Program program, String name, Payload value);
  }

  /** Those of a child. */
  Renames of(Program child) {
    return new Renames(child, seen);
  }

  String event(String name) {
    EventType type = program.events().find(name);
    return type == null ? name : type.name();
  }

  EventData event(EventData event) {
    String name = event(event.type());
    EventData today = name.equals(event.type()) ? event : new EventData(name, event.payload());
    seen.event(program, today);
    return today;
  }

  /** An event from outside, which may be meant for a child. */
  EventData fromOutside(EventData event) {
    return of(program.family().knowing(program, event.type())).event(event);
  }

  String step(String name) {
    return program.model().stepToday(name);
  }

  /** The step that an event is for, maybe one of a child. */
  @Nullable String target(@Nullable String target) {
    int slash = target == null ? -1 : target.lastIndexOf('/');
    if (target == null || slash < 0) {
      return target == null ? null : step(target);
    }
    String before = target.substring(slash + 1);
    String today = before;
    for (Program child : program.family().all()) {
      String there = child.model().stepToday(before);
      today = today.equals(before) ? there : today;
    }
    return target.substring(0, slash + 1) + today;
  }

  String state(String name) {
    return program.model().states().today(name);
  }

  /** The same values under today's names. */
  Map<String, Payload> values(Map<String, Payload> states) {
    return states(states, value -> value);
  }

  /** The same states under today's names. */
  Map<String, StateCell> states(Map<String, StateCell> states) {
    return states(states, StateCell::value);
  }

  /** Where there is a state under both names, today's is kept. */
  private <T> Map<String, T> states(Map<String, T> states, Function<T, Payload> value) {
    Map<String, T> today = new HashMap<>();
    states.forEach((name, each) -> {
      String now = state(name);
      if (name.equals(now) || !states.containsKey(now)) {
        today.put(now, each);
        seen.state(program, now, value.apply(each));
      }
    });
    return today;
  }

  Mark mark(Mark mark) {
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

  Lineage lineage(Lineage lineage) {
    Map<String, Integer> recoveries = new HashMap<>();
    lineage.recoveries().forEach((step, count) -> recoveries.merge(step(step), count, Math::max));
    return new Lineage(lineage.stream(), recoveries);
  }

  Awaited awaited(Awaited awaited) {
    return switch (awaited) {
      case Awaited.Events w -> {
        List<String> types = w.types().stream().map(this::event).sorted().toList();
        types.forEach(type -> seen.awaited(program, type));
        yield new Awaited.Events(
            types, w.required(), w.timeout(), w.prompt() == null ? null : event(w.prompt()));
      }
      case Awaited.Sleep w -> w;
      case Awaited.Child w -> {
        Program child = program.family().named(w.flow());
        yield child == null ? w : new Awaited.Child(w.name(), w.flow(), of(child).event(w.start()));
      }
    };
  }
}
