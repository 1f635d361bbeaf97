package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.StateName;

/** Logical names of user classes. */
final class Names {

  private Names() {}

  /** The logical name: what an annotation says, else the class's simple name. */
  static String of(Class<?> type) {
    if (FreeEvent.class.isAssignableFrom(type)) {
      return FreeEvent.declared(type).getSimpleName();
    }
    EventName event = type.getAnnotation(EventName.class);
    StateName state = type.getAnnotation(StateName.class);
    return event != null ? event.value() : state != null ? state.value() : type.getSimpleName();
  }

  /** Every name that is accepted on reading, the logical one first. */
  static Set<String> all(Class<?> type) {
    Set<String> names = new LinkedHashSet<>();
    names.add(of(type));
    EventName event = type.getAnnotation(EventName.class);
    StateName state = type.getAnnotation(StateName.class);
    names.addAll(List.of(event != null ? event.aliases() : new String[0]));
    names.addAll(List.of(state != null ? state.aliases() : new String[0]));
    return names;
  }

  /** Every name of a state that is accepted on reading, the logical one first. */
  static Set<String> ofState(Class<?> type) {
    StateName state = type.getAnnotation(StateName.class);
    Set<String> names = new LinkedHashSet<>();
    names.add(state != null ? state.value() : type.getSimpleName());
    names.addAll(List.of(state != null ? state.aliases() : new String[0]));
    return names;
  }

  /**
   * The classes at the leaves of a sealed type, in the order of declaration; of another type,
   * itself.
   */
  static Set<Class<?>> leaves(Class<?> type) {
    Set<Class<?>> leaves = new LinkedHashSet<>();
    Class<?>[] permitted = type.getPermittedSubclasses();
    if (permitted == null) {
      leaves.add(type);
    } else {
      for (Class<?> sub : permitted) {
        leaves.addAll(leaves(sub));
      }
    }
    return leaves;
  }

  /** Whether a sealed interface is above a record. */
  static boolean isLeaf(Class<?> type) {
    for (Class<?> above : type.getInterfaces()) {
      if (above.isSealed() || isLeaf(above)) {
        return true;
      }
    }
    return false;
  }

  /** Names of what an event class is besides, nearest first, without the root of all events. */
  static List<String> ancestors(Class<?> type) {
    Set<String> found = new LinkedHashSet<>();
    List<Class<?>> level = List.of(type.getInterfaces());
    while (!level.isEmpty()) {
      List<Class<?>> next = new ArrayList<>();
      for (Class<?> above : level) {
        if (Event.class.isAssignableFrom(above) && above != Event.class) {
          found.add(of(above));
          next.addAll(List.of(above.getInterfaces()));
        }
      }
      level = next;
    }
    return List.copyOf(found);
  }
}
