package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.internal.rules.DataTypes;
import org.llamadeploy4j.workflow.internal.rules.TypeFacts;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;

/** Describes classes to the rules and remembers which it described. Belongs to one reader. */
final class ReflectedTypes {

  private final Map<String, TypeFacts> facts = new LinkedHashMap<>();
  private final Map<String, Class<?>> classes = new HashMap<>();
  private final ReflectedUses uses = new ReflectedUses(this::add);

  ReflectedTypes() {
    List.of(
            Event.class,
            StartEvent.class,
            StopEvent.class,
            InputRequiredEvent.class,
            HumanResponseEvent.class)
        .forEach(this::add);
  }

  Map<String, TypeFacts> facts() {
    return facts;
  }

  /** The events among them that are stored. */
  List<Class<?>> stored() {
    return facts.values().stream()
        .filter(DataTypes::isStored)
        .<Class<?>>map(f -> declared(f.name()))
        .toList();
  }

  /** The class of this name; an event of free form where the name is a role's. */
  Class<?> exact(String name) {
    return FreeEvent.exact(declared(name));
  }

  /** The class of this name, which was described before. */
  Class<?> declared(String name) {
    Class<?> type = classes.get(name);
    if (type == null) {
      throw new IllegalStateException("was never described: " + name);
    }
    return type;
  }

  /** Describes a class, what it permits, and what events it is made of. */
  void add(Class<?> type) {
    if (classes.putIfAbsent(type.getName(), type) != null) {
      return;
    }
    Class<?>[] permitted = type.getPermittedSubclasses();
    List<Class<?>> parts = permitted == null ? List.of() : List.of(permitted);
    Set<Class<?>> supertypes = supertypes(type);
    boolean isEvent = supertypes.contains(Event.class);
    TypeUse members = supertypes.contains(FanOut.class) ? members(type) : null;
    facts.put(
        type.getName(),
        new TypeFacts(
            type.getName(),
            List.copyOf(Names.all(type)),
            form(type),
            type.getTypeParameters().length > 0,
            isEvent ? names(parts) : List.of(),
            names(List.of(type.getInterfaces())),
            Set.copyOf(names(List.copyOf(supertypes))),
            members));
    if (isEvent) {
      parts.forEach(this::add);
      supertypes.stream().filter(Event.class::isAssignableFrom).forEach(this::add);
    }
  }

  private static TypeFacts.Form form(Class<?> type) {
    if (type.isRecord()) {
      return TypeFacts.Form.RECORD;
    }
    return type.isInterface() ? TypeFacts.Form.INTERFACE : TypeFacts.Form.CLASS;
  }

  private static List<String> names(List<Class<?>> types) {
    return types.stream().map(Class::getName).toList();
  }

  private static Set<Class<?>> supertypes(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>();
    Deque<Class<?>> open = new ArrayDeque<>(List.of(type));
    while (!open.isEmpty()) {
      Class<?> next = open.removeFirst();
      if (all.add(next)) {
        open.addAll(Arrays.asList(next.getInterfaces()));
        if (next.getSuperclass() != null) {
          open.add(next.getSuperclass());
        }
      }
    }
    return all;
  }

  private @Nullable TypeUse members(Class<?> type) {
    Type members = argument(type, Map.of());
    return members == null ? null : use(members);
  }

  /** What {@code FanOut}'s type variable is bound to above this class. */
  private static @Nullable Type argument(Class<?> type, Map<TypeVariable<?>, Type> bound) {
    for (Type above : type.getGenericInterfaces()) {
      if (above instanceof ParameterizedType p) {
        Class<?> raw = (Class<?>) p.getRawType();
        Map<TypeVariable<?>, Type> inner = new HashMap<>();
        for (int i = 0; i < raw.getTypeParameters().length; i++) {
          Type argument = p.getActualTypeArguments()[i];
          inner.put(raw.getTypeParameters()[i], bound.getOrDefault(argument, argument));
        }
        Type found =
            raw == FanOut.class ? inner.get(raw.getTypeParameters()[0]) : argument(raw, inner);
        if (found != null) {
          return found;
        }
      } else if (above instanceof Class<?> raw && FanOut.class.isAssignableFrom(raw)) {
        Type found = argument(raw, Map.of());
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** A type as written, with its annotations. */
  TypeUse use(AnnotatedType written) {
    return uses.use(written);
  }

  /** A type without annotations. */
  TypeUse use(Type type) {
    return uses.use(type);
  }
}
