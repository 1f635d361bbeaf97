package org.llamadeploy4j.workflow.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.internal.rules.StateRules;

/**
 * The states of one program by type: each name, and each name of earlier versions, belongs to one
 * type. Those a workflow declares are known from the start, others from their first use on.
 * Thread-safe: guarded by its own lock.
 */
final class StateTypes {

  private final Codecs codecs;
  private final Map<Class<?>, TypedAccess> byClass = new HashMap<>();
  private final Map<String, Class<?>> byName = new HashMap<>();
  private final Set<String> declared = new TreeSet<>();

  StateTypes(Codecs codecs) {
    this.codecs = codecs;
  }

  /** Makes a declared type known; a problem is a sentence, null is success. */
  synchronized @Nullable String declare(Class<?> type) {
    try {
      declared.add(of(type).name());
      return null;
    } catch (StateException e) {
      return e.getMessage();
    }
  }

  /** The names of the declared types. */
  synchronized Set<String> declared() {
    return Set.copyOf(declared);
  }

  /** Those that are declared or were used. */
  synchronized List<TypedAccess> all() {
    return List.copyOf(byClass.values());
  }

  /**
   * How the state of this type is stored.
   *
   * @throws StateException when it cannot be, or another type has its name
   */
  synchronized TypedAccess of(Class<?> type) {
    TypedAccess known = byClass.get(type);
    if (known != null) {
      return known;
    }
    TypedAccess access = TypedAccess.of(type, codecs);
    Set<String> names = Names.ofState(type);
    names.forEach(name -> check(name, type));
    names.forEach(name -> byName.put(name, type));
    byClass.put(type, access);
    return access;
  }

  /** What a state of this name, maybe an alias, is called today. */
  synchronized String today(String name) {
    TypedAccess access = named(name);
    return access == null ? name : access.name();
  }

  /** The state of this name, maybe an alias, or null where no type of that name is known yet. */
  synchronized @Nullable TypedAccess named(String name) {
    Class<?> type = byName.get(name);
    return type == null ? null : byClass.get(type);
  }

  private void check(String name, Class<?> type) {
    Class<?> other = byName.get(name);
    String problem =
        StateRules.nameProblem(type.getName(), name, other == null ? null : other.getName());
    if (problem != null) {
      throw new StateException("bad_state_name", problem);
    }
  }
}
