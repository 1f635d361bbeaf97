package org.llamadeploy4j.workflow.internal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.Arrival;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Input;
import org.llamadeploy4j.workflow.engine.OpenStream;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.WorkItem;

/**
 * Finds out whether this version of a workflow has all that a run needs which goes on with it: its
 * steps, its children, the types of its events and states, which must be readable, and the states
 * that were declared. Lives within one recovery, on its caller's thread.
 */
final class RunCheck {

  private final Set<String> declared;
  private final boolean onlyChanged;
  private final Set<String> missing = new LinkedHashSet<>();
  private final Set<String> unreadable = new LinkedHashSet<>();

  private RunCheck(Collection<String> declared, boolean onlyChanged) {
    this.declared = Set.copyOf(declared);
    this.onlyChanged = onlyChanged;
  }

  /**
   * Checks all that the state holds.
   *
   * @param state with today's names
   * @param declared the states that the version had declared which left it, each as {@code
   *     workflow/state}
   */
  static RunCheck all(Program program, RunState state, Collection<String> declared) {
    RunCheck check = new RunCheck(declared, false);
    check.check(program, state);
    return check;
  }

  /** Checks of what the state holds only what was stored in another schema than today's. */
  static RunCheck changed(Program program, RunState state) {
    RunCheck check = new RunCheck(Set.of(), true);
    check.check(program, state);
    return check;
  }

  /** What the version does not have, such as {@code the step 'ask'}. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /** What it has and cannot read, each with its field. */
  List<String> unreadable() {
    return List.copyOf(unreadable);
  }

  private void check(Program program, RunState state) {
    state.items().values().forEach(item -> item(program, item));
    state.streams().values().forEach(stream -> stream(program, stream));
    state
        .buffers()
        .slots()
        .forEach((key, buffer) -> {
          step(program, key.step());
          buffer.byType().values().forEach(same -> arrivals(program, same.values()));
        });
    state
        .buffers()
        .collects()
        .forEach((key, buffer) -> {
          step(program, key.step());
          buffer.byType().values().forEach(same -> events(program, same.values()));
        });
    state
        .kept()
        .forEach(
            kept -> event(program.family().knowing(program, kept.event().type()), kept.event()));
    states(program, state);
    for (Map.Entry<Long, RunState.ChildRun> entry : state.children().runs().entrySet()) {
      String flow = entry.getValue().flow();
      Program child = program.family().named(flow);
      if (child == null || !state.items().containsKey(entry.getKey())) {
        missing("child workflow", flow);
      } else {
        check(child, entry.getValue().state());
      }
    }
  }

  private void states(Program program, RunState state) {
    Set<String> known = program.stateTypes();
    state
        .states()
        .forEach((name, cell) -> {
          if (declared.contains(program.flow() + "/" + name) && !known.contains(name)) {
            missing("state", name);
          }
          TypedAccess access = program.model().states().named(name);
          if (access != null && mustBeRead(access.of(cell.value()))) {
            try {
              Object unused = access.read(cell.value());
            } catch (StateException e) {
              unreadable.add(Failures.message(e));
            }
          }
        });
  }

  private void item(Program program, WorkItem item) {
    step(program, item.step());
    input(program, item.input());
    for (Answer answer : item.memory().answers()) {
      switch (answer) {
        case Answer.Given a -> event(program, a.event());
        case Answer.ChildEnded a -> ending(program, item.step(), a.ending());
        case Answer.TimedOut a -> {}
      }
    }
    item.memory().collected().values().forEach(set -> events(program, set.events().values()));
    WorkItem.OpenWait wait = item.awaited();
    if (wait != null) {
      awaited(program, wait.spec());
    }
  }

  /** The stop event of one of the children that the step runs. */
  private void ending(Program program, String step, Ending ending) {
    if (ending instanceof Ending.Stopped stopped) {
      List<Program> children = program.childrenOf(step);
      if (children.stream().noneMatch(child -> problem(child, stopped.stop()) == null)) {
        children.forEach(child -> event(child, stopped.stop()));
      }
    }
  }

  private void input(Program program, Input input) {
    switch (input) {
      case Input.One i -> event(program, i.event());
      case Input.Many i -> events(program, i.events());
      case Input.Failed i -> {
        step(program, i.step());
        input(program, i.input());
      }
    }
  }

  private void awaited(Program program, Awaited wait) {
    switch (wait) {
      case Awaited.Events w -> {
        for (String type : w.types()) {
          if (!program.events().knows(type)) {
            missing("event", type);
          }
        }
        if (w.prompt() != null) {
          event(program, w.prompt());
        }
      }
      case Awaited.Sleep w -> {}
      case Awaited.Child w -> {
        Program child = program.family().named(w.flow());
        if (child == null) {
          missing("child workflow", w.flow());
        }
      }
    }
  }

  private void stream(Program program, OpenStream stream) {
    step(program, stream.source());
    stream
        .joins()
        .forEach((step, joining) -> {
          step(program, step);
          arrivals(program, joining.arrivals());
        });
  }

  private void arrivals(Program program, Iterable<Arrival> arrivals) {
    arrivals.forEach(arrival -> event(program, arrival.event()));
  }

  private void events(Program program, Iterable<EventData> events) {
    events.forEach(event -> event(program, event));
  }

  private void step(Program program, String name) {
    if (!program.steps().containsKey(name)) {
      missing("step", name);
    }
  }

  private void event(Program program, EventData event) {
    if (!program.events().knows(event.type())) {
      missing("event", event.type());
      return;
    }
    String problem = problem(program, event);
    if (problem != null) {
      unreadable.add(problem);
    }
  }

  /** Why the workflow cannot read the event, or null. */
  private @Nullable String problem(Program program, EventData event) {
    EventType type = program.events().find(event.type());
    if (type == null) {
      return "unknown";
    }
    try {
      if (mustBeRead(type.of(event))) {
        Object unused = program.events().decode(event);
      }
      return null;
    } catch (InvalidInputException e) {
      return Failures.message(e);
    }
  }

  private boolean mustBeRead(StoredSchema stored) {
    return !onlyChanged || stored.mayDiffer();
  }

  private void missing(String what, String name) {
    missing.add("the %s '%s'".formatted(what, name));
  }
}
