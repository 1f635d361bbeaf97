package org.llamadeploy4j.workflow.internal.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules that states keep: names of their own, and fields that JSON can hold. */
public final class StateRules {

  private final DataTypes stored;
  private final DataRules data;
  private final Problems problems;

  StateRules(DataTypes stored, DataRules data, Problems problems) {
    this.stored = stored;
    this.data = data;
    this.problems = problems;
  }

  void check() {
    Map<String, String> names = new HashMap<>();
    for (Map.Entry<String, List<String>> entry : new TreeMap<>(stored.states()).entrySet()) {
      String state = entry.getKey();
      String attribute = "value";
      for (String name : entry.getValue()) {
        String problem = nameProblem(state, name, names.putIfAbsent(name, state));
        if (problem != null) {
          Place at = new Place.OfTypeAttribute(state, Place.Mark.STATE_NAME, attribute);
          problems.add(Rule.STATE_NAME, at, problem);
        }
        attribute = "aliases";
      }
      data.check(TypeUse.declared(state, List.of()), Place.type(state))
          .forEach(f -> problems.add(Rule.STATE_CODEC, f.place(), "state " + f.why()));
    }
  }

  /**
   * Why a state cannot have this name, or null when it can.
   *
   * @param state binary name
   * @param other the state that has the name already, or null
   */
  public static @Nullable String nameProblem(String state, String name, @Nullable String other) {
    if (name.isBlank() || name.startsWith("@")) {
      return "state %s cannot have the name '%s'; give it one with @StateName that is not blank and does not begin with @"
          .formatted(state, name);
    }
    return other == null || other.equals(state)
        ? null
        : "%s and %s have the same state name '%s'; give one another with @StateName"
            .formatted(other, state, name);
  }
}
