package org.llamadeploy4j.workflow.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.SnapshotException;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.Arrival;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Input;
import org.llamadeploy4j.workflow.engine.Kept;
import org.llamadeploy4j.workflow.engine.OpenStream;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.WorkItem;

/**
 * Finds out whether this version of a workflow has all that the run of a snapshot needs: its steps,
 * its children, the types of its events, which must be readable, and the states that were declared.
 * Lives within one recovery, on its caller's thread.
 */
final class SnapshotCheck {

  private final SnapshotBody body;

  private SnapshotCheck(SnapshotBody body) {
    this.body = body;
  }

  /**
   * @throws SnapshotException naming the first thing that is missing
   */
  static void check(SnapshotBody body, Program program) {
    if (!body.workflow().equals(program.flow())) {
      throw new SnapshotException(
          SnapshotException.OTHER_WORKFLOW,
          "the snapshot is of the workflow %s, not of %s"
              .formatted(body.workflow(), program.flow()));
    }
    if (body.state().ended() || body.state().begun() == null) {
      throw new SnapshotException(
          SnapshotException.RUN_ENDED, "run " + body.runId() + " had ended, or never begun");
    }
    new SnapshotCheck(body).check(program, body.state());
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
    events(program, state.kept().stream().map(Kept::event).toList());
    states(program, state);
    for (Map.Entry<Long, RunState.ChildRun> entry : state.children().runs().entrySet()) {
      String flow = entry.getValue().flow();
      Program child = program.family().named(flow);
      if (child == null || !state.items().containsKey(entry.getKey())) {
        throw missing(program, "child workflow", flow);
      }
      check(child, entry.getValue().state());
    }
  }

  private void states(Program program, RunState state) {
    Set<String> known = new HashSet<>(program.stateTypes());
    for (String name : state.states().keySet()) {
      if (body.stateTypes().contains(program.flow() + "/" + name) && !known.contains(name)) {
        throw missing(program, "state", name);
      }
    }
  }

  private void item(Program program, WorkItem item) {
    step(program, item.step());
    input(program, item.input());
    for (Answer answer : item.memory().answers()) {
      switch (answer) {
        case Answer.Given a -> event(program, a.event());
        case Answer.ChildEnded a -> ending(program, a.ending());
        case Answer.TimedOut a -> {}
      }
    }
    item.memory().collected().values().forEach(set -> events(program, set.events().values()));
    WorkItem.OpenWait wait = item.awaited();
    if (wait != null) {
      awaited(program, wait.spec());
    }
  }

  private void ending(Program program, Ending ending) {
    if (ending instanceof Ending.Stopped stopped) {
      event(program, stopped.stop());
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
            throw missing(program, "event", type);
          }
        }
        if (w.prompt() != null) {
          event(program, w.prompt());
        }
      }
      case Awaited.Sleep w -> {}
      case Awaited.Child w -> {
        if (program.family().named(w.flow()) == null) {
          throw missing(program, "child workflow", w.flow());
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
    List<String> steps = program.model().steps().stream().map(StepModel::name).toList();
    if (!steps.contains(name)) {
      throw missing(program, "step", name);
    }
  }

  /** The event may be one of a child, such as its result. */
  private void event(Program program, EventData event) {
    Program of = program.family().knowing(program, event.type());
    if (!of.events().knows(event.type())) {
      throw missing(program, "event", event.type());
    }
    try {
      of.events().decode(event);
    } catch (InvalidInputException e) {
      throw new SnapshotException(
          SnapshotException.UNREADABLE,
          "an event of the snapshot does not fit this version of %s: %s"
              .formatted(program.flow(), e.getMessage()),
          e);
    }
  }

  private SnapshotException missing(Program program, String what, String name) {
    return new SnapshotException(
        SnapshotException.UNKNOWN_NAME,
        "the snapshot of run %s needs the %s '%s', which this version of %s does not have"
            .formatted(body.runId(), what, name, program.flow()));
  }
}
