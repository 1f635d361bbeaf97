package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.StateException;
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

  /** Set on a thread that applies changes. */
  private static final ThreadLocal<@Nullable Boolean> CHANGING = new ThreadLocal<>();

  private final String step;
  private final List<Mark> before;
  private int matched;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Emission> emissions = new ArrayList<>();
  private Map<StateAccess, List<UnaryOperator<Object>>> changes = Map.of(); // until the first

  Effects(String step, List<Mark> before) {
    this.step = step;
    this.before = before;
  }

  /** A change that does not ask for the old value, so that there need not be one. */
  record Replacement(Object value) implements UnaryOperator<Object> {
    private static final Object NOTHING = new Object();

    @Override
    public Object apply(Object old) {
      return value;
    }
  }

  /** What an attempt's state changes come to on certain states. */
  record Writes(Map<String, Payload> values, Map<String, Long> based) {
    static final Writes NONE = new Writes(Map.of(), Map.of());
  }

  synchronized void send(Emission emission) {
    if (!repeats(new Mark(Mark.Kind.SEND, emission.event().type()), List.of())) {
      emissions.add(emission);
    }
  }

  /**
   * Changes a state.
   *
   * @param mark what later attempts are matched by
   */
  synchronized void change(StateAccess state, String mark, UnaryOperator<Object> change) {
    if (!repeats(new Mark(Mark.Kind.STATE, mark), state.earlierNames())) {
      if (changes.isEmpty()) {
        changes = new LinkedHashMap<>();
      }
      List<UnaryOperator<Object>> all = changes.computeIfAbsent(state, s -> new ArrayList<>());
      if (change instanceof Replacement) {
        all.clear();
      }
      all.add(change);
    }
  }

  /** Whether this wait was begun by an earlier attempt, and so is over. */
  synchronized boolean waitIsOver(String types) {
    return repeats(new Mark(Mark.Kind.WAIT, types), List.of());
  }

  /**
   * Whether an earlier attempt did this.
   *
   * @param earlier under which names it may have done so, where nobody could translate them yet
   */
  private boolean repeats(Mark mark, List<String> earlier) {
    if (matched == before.size()) {
      marks.add(mark);
      return false;
    }
    Mark expected = before.get(matched++);
    boolean renamed = expected.kind() == mark.kind() && earlier.contains(expected.name());
    if (!expected.equals(mark) && !renamed) {
      throw new StepDivergedException(
          ("step %s was entered again after a wait and now %s where it had %s before; what a step does before a wait"
                  + " must not depend on anything that can change")
              .formatted(step, present(mark), past(expected)));
    }
    return true;
  }

  /**
   * What a step that has returned had sent.
   *
   * @throws StepDivergedException when an earlier attempt had done more
   */
  synchronized List<Emission> allEmissions() {
    if (matched < before.size()) {
      throw new StepDivergedException(
          "step %s was entered again after a wait and ended, where it had %s before"
              .formatted(step, past(before.get(matched))));
    }
    return emissions();
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
  Object view(StateAccess state, Map<String, StateCell> states) {
    List<UnaryOperator<Object>> all = changesOf(state);
    boolean replaced = !all.isEmpty() && all.getFirst() instanceof Replacement;
    return apply(all, replaced ? Replacement.NOTHING : state.in(states));
  }

  /** Applies changes, which may be user code and must not use the context meanwhile. */
  static Object apply(List<UnaryOperator<Object>> changes, Object first) {
    Object value = first;
    CHANGING.set(true);
    try {
      for (UnaryOperator<Object> change : changes) {
        value = change.apply(value);
      }
    } finally {
      CHANGING.remove();
    }
    return value;
  }

  /**
   * @throws StateException when the calling thread is inside a change
   */
  static void checkNotChanging() {
    if (CHANGING.get() != null) {
      throw new StateException(
          "nested_change",
          "the function given to update used the Context; it may only compute the new value from the old one");
    }
  }

  /** The changes that are not committed yet, in order. */
  synchronized List<UnaryOperator<Object>> changesOf(StateAccess state) {
    return List.copyOf(changes.getOrDefault(state, List.of()));
  }

  /** Applies all changes. Runs user code; called without the lock held. */
  Writes writes(Map<String, StateCell> states) {
    List<StateAccess> changed;
    synchronized (this) {
      if (changes.isEmpty()) {
        return Writes.NONE;
      }
      changed = List.copyOf(changes.keySet());
    }
    Map<String, Payload> values = new HashMap<>();
    Map<String, Long> based = new HashMap<>();
    for (StateAccess state : changed) {
      values.put(state.name(), state.write(view(state, states)));
      based.put(state.name(), RunCore.version(states, state.name()));
    }
    return new Writes(values, based);
  }
}
