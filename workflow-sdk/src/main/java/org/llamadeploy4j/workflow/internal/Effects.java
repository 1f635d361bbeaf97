package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.StepDivergedException;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.RunCore;
import org.llamadeploy4j.workflow.engine.StateCell;

/**
 * What one attempt has sent and written, held back until it ends, and what earlier attempts of the
 * same work did, which is matched and not repeated. Guarded by its own lock, since a step may send
 * from threads it started.
 */
final class Effects {

  private final String step;
  private final List<Mark> before;
  private int matched;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Emission> emissions = new ArrayList<>();
  private final Map<StateAccess, List<UnaryOperator<Object>>> changes = new LinkedHashMap<>();

  Effects(String step, List<Mark> before) {
    this.step = step;
    this.before = before;
  }

  /** What an attempt's state changes come to on certain states. */
  record Writes(Map<String, Payload> values, Map<String, Long> based) {}

  synchronized void send(Emission emission) {
    if (!repeats(new Mark(Mark.Kind.SEND, emission.event().type()))) {
      emissions.add(emission);
    }
  }

  synchronized void change(StateAccess state, UnaryOperator<Object> change) {
    if (!repeats(new Mark(Mark.Kind.STATE, state.name()))) {
      changes.computeIfAbsent(state, s -> new ArrayList<>()).add(change);
    }
  }

  /** Whether this wait was begun by an earlier attempt, and so is over. */
  synchronized boolean waitIsOver(String types) {
    return repeats(new Mark(Mark.Kind.WAIT, types));
  }

  private boolean repeats(Mark mark) {
    if (matched == before.size()) {
      marks.add(mark);
      return false;
    }
    Mark expected = before.get(matched++);
    if (!expected.equals(mark)) {
      throw new StepDivergedException(
          ("step %s was entered again after a wait and now %s where it had %s before; what a step does before a wait"
                  + " must not depend on anything that can change")
              .formatted(step, present(mark), past(expected)));
    }
    return true;
  }

  /**
   * @throws StepDivergedException when an earlier attempt had done more
   */
  synchronized void checkAllRepeated() {
    if (matched < before.size()) {
      throw new StepDivergedException(
          "step %s was entered again after a wait and ended, where it had %s before"
              .formatted(step, past(before.get(matched))));
    }
  }

  private static String present(Mark mark) {
    return switch (mark.kind()) {
      case SEND -> "sends " + mark.name();
      case STATE -> "changes the state " + mark.name();
      case WAIT -> "waits for " + mark.name();
    };
  }

  private static String past(Mark mark) {
    return switch (mark.kind()) {
      case SEND -> "sent " + mark.name();
      case STATE -> "changed the state " + mark.name();
      case WAIT -> "waited for " + mark.name();
    };
  }

  synchronized List<Mark> marks() {
    return List.copyOf(marks);
  }

  synchronized List<Emission> emissions() {
    return List.copyOf(emissions);
  }

  /** The state's value as this attempt sees it. */
  Object view(StateAccess state, @Nullable StateCell cell) {
    Object value = state.read(cell);
    for (UnaryOperator<Object> change : changesOf(state)) {
      value = change.apply(value);
    }
    return value;
  }

  private synchronized List<UnaryOperator<Object>> changesOf(StateAccess state) {
    return List.copyOf(changes.getOrDefault(state, List.of()));
  }

  /** Applies all changes. Runs user code; called without the lock held. */
  Writes writes(Map<String, StateCell> states) {
    List<StateAccess> changed;
    synchronized (this) {
      changed = List.copyOf(changes.keySet());
    }
    Map<String, Payload> values = new HashMap<>();
    Map<String, Long> based = new HashMap<>();
    for (StateAccess state : changed) {
      values.put(state.name(), state.write(view(state, states.get(state.name()))));
      based.put(state.name(), RunCore.version(states, state.name()));
    }
    return new Writes(values, based);
  }
}
