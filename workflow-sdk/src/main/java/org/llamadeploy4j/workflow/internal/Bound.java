package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A class with type arguments that have no variables; equal to another of the same. */
record Bound(Class<?> raw, List<Type> arguments) implements ParameterizedType {

  Bound {
    arguments = List.copyOf(arguments);
  }

  /**
   * A type with its variables replaced and its wildcards by their bounds: a class, one of these, or
   * what the rules of data refuse.
   */
  static Type resolve(Type type, Map<TypeVariable<?>, Type> variables) {
    return switch (type) {
      case ParameterizedType p ->
          new Bound(
              (Class<?>) p.getRawType(),
              Arrays.stream(p.getActualTypeArguments()).map(a -> resolve(a, variables)).toList());
      case TypeVariable<?> v -> variables.getOrDefault(v, v);
      case WildcardType w -> resolve(w.getUpperBounds()[0], variables);
      case GenericArrayType a -> a;
      default -> type;
    };
  }

  /** What the class's type parameters stand for. */
  Map<TypeVariable<?>, Type> variables() {
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      bound.put(raw.getTypeParameters()[i], arguments.get(i));
    }
    return bound;
  }

  @Override
  public Type[] getActualTypeArguments() {
    return arguments.toArray(Type[]::new);
  }

  @Override
  public Type getRawType() {
    return raw;
  }

  @Override
  public @Nullable Type getOwnerType() {
    return raw.getDeclaringClass();
  }
}
