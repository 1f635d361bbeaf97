package org.llamadeploy4j.serviceruntime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.SharedState;

/**
 * The session of a run that shares it with others. The run brings in the states that it changed,
 * name by name, and leaves the others as they are: they may have been changed meanwhile. Owned by
 * whoever may write the run.
 */
final class SharedSession {
  private final Map<String, byte[]> begunWith;
  private byte @Nullable [] present;

  /**
   * A session.
   *
   * @param begunWith the states that the run began with
   * @param present what the session was last seen to hold; null: nothing
   */
  SharedSession(Map<String, byte[]> begunWith, byte @Nullable [] present) {
    this.begunWith = Map.copyOf(begunWith);
    this.present = present;
  }

  /** What the session was last seen to hold. */
  SharedState seen() {
    return new SharedState(present);
  }

  /** Takes note of what the session holds now. */
  void see(byte @Nullable [] state) {
    present = state;
  }

  /**
   * What the session should hold when a run ends with these states.
   *
   * @return null when the run has changed none
   */
  byte @Nullable [] after(Map<String, byte[]> states) {
    Map<String, byte[]> merged = new HashMap<>(Translation.states(present));
    boolean changed = false;
    for (Map.Entry<String, byte[]> state : states.entrySet()) {
      if (!Arrays.equals(state.getValue(), begunWith.get(state.getKey()))) {
        merged.put(state.getKey(), state.getValue());
        changed = true;
      }
    }
    for (String name : begunWith.keySet()) {
      if (!states.containsKey(name)) {
        merged.remove(name);
        changed = true;
      }
    }
    return changed ? Translation.sessionState(merged) : null;
  }
}
