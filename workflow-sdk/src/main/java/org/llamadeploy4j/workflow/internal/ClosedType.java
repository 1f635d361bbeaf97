package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A class with its type arguments, in which no type variable is left. Equal for equal types,
 * wherever they were read, so that a type that contains itself is found again.
 */
record ClosedType(Class<?> raw, List<Type> arguments) implements Type {

  /** No type variables. */
  static final Map<TypeVariable<?>, Type> NOTHING_BOUND = Map.of();

  /** The type with these variables replaced; a variable that is not among them stays. */
  static Type of(Type type, Map<TypeVariable<?>, Type> bound) {
    return switch (type) {
      case ParameterizedType p ->
          new ClosedType(
              (Class<?>) p.getRawType(),
              List.of(p.getActualTypeArguments()).stream().map(a -> of(a, bound)).toList());
      case TypeVariable<?> v -> bound.getOrDefault(v, v);
      case WildcardType w -> of(w.getUpperBounds()[0], bound);
      default -> type;
    };
  }

  /** What the class's own type variables stand for. */
  Map<TypeVariable<?>, Type> bound() {
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      bound.put(raw.getTypeParameters()[i], arguments.get(i));
    }
    return bound;
  }

  @Override
  public String toString() {
    return arguments.stream()
        .map(Type::getTypeName)
        .collect(Collectors.joining(", ", raw.getName() + "<", ">"));
  }
}
