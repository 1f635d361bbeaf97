package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.spi.StateDescription;

/**
 * The states of a program, for other versions of it. A state that is not declared is known for
 * certain only once a run has used it; so what is nested in the workflow and could be one is
 * described as well. Describes anew only when another state is known. Thread-safe: guarded by its
 * own lock.
 */
final class DescribedStates {

  private final Program program;

  // guarded by this
  private List<StateDescription> known = List.of();
  private int described = -1;

  DescribedStates(Program program) {
    this.program = program;
  }

  /** See {@code WorkflowProgram.states}. */
  synchronized List<StateDescription> all() {
    List<TypedAccess> certain = program.model().states().all();
    if (certain.size() != described) {
      Map<String, StateDescription> byName = new TreeMap<>();
      nested().forEach(access -> byName.put(access.name(), access.described(false)));
      certain.forEach(access -> byName.put(access.name(), access.described(true)));
      known = List.copyOf(byName.values());
      described = certain.size();
    }
    return known;
  }

  private List<TypedAccess> nested() {
    List<TypedAccess> nested = new ArrayList<>();
    Codecs codecs = new Codecs();
    for (Class<?> type : ReflectedFlow.nested(program.workflow())) {
      try {
        nested.add(TypedAccess.of(type, codecs));
      } catch (StateException | LinkageError notStorable) {
        // so it is no state
      }
    }
    return nested;
  }

  /** Whether a type that nothing is said about could be a state. */
  static boolean mayBeState(Class<?> type) {
    boolean isData = type.isRecord() || (type.isSealed() && type.isInterface());
    return isData && !Event.class.isAssignableFrom(type);
  }
}
