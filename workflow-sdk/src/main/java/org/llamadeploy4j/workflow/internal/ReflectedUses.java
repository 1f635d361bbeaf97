package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;

/**
 * Puts types as written into the words of the rules.
 *
 * @param seen told of every class on the way
 */
record ReflectedUses(Consumer<Class<?>> seen) {

  private static final TypeUse OBJECT = TypeUse.declared("java.lang.Object", List.of());

  /** A type with its annotations. */
  TypeUse use(AnnotatedType written) {
    TypeUse use =
        switch (written) {
          case AnnotatedParameterizedType p ->
              declared(
                  (ParameterizedType) p.getType(),
                  Arrays.stream(p.getAnnotatedActualTypeArguments()).map(this::use).toList());
          case AnnotatedArrayType a -> array(use(a.getAnnotatedGenericComponentType()));
          case AnnotatedWildcardType w -> wildcard(use(w.getAnnotatedUpperBounds()[0]));
          default -> use(written.getType());
        };
    return use.withNullable(Codecs.isNullable(written));
  }

  /** A type without annotations. */
  TypeUse use(Type type) {
    return switch (type) {
      case Class<?> c -> use(c);
      case ParameterizedType p ->
          declared(p, Arrays.stream(p.getActualTypeArguments()).map(this::use).toList());
      case GenericArrayType a -> array(use(a.getGenericComponentType()));
      case WildcardType w -> wildcard(use(w.getUpperBounds()[0]));
      case TypeVariable<?> v -> new TypeUse(TypeUse.Kind.VARIABLE, v.getName(), List.of(), false);
      default -> OBJECT;
    };
  }

  private TypeUse declared(ParameterizedType type, List<TypeUse> arguments) {
    Class<?> raw = (Class<?>) type.getRawType();
    seen.accept(raw);
    return TypeUse.declared(raw.getName(), arguments);
  }

  private static TypeUse array(TypeUse element) {
    return new TypeUse(TypeUse.Kind.ARRAY, "", List.of(element), false);
  }

  private static TypeUse wildcard(TypeUse bound) {
    return new TypeUse(TypeUse.Kind.WILDCARD, "", List.of(bound), false);
  }

  private TypeUse use(Class<?> type) {
    if (type == void.class) {
      return new TypeUse(TypeUse.Kind.NOTHING, "", List.of(), false);
    }
    if (type.isPrimitive()) {
      return new TypeUse(TypeUse.Kind.PRIMITIVE, type.getName(), List.of(), false);
    }
    if (type.isArray()) {
      return array(use((Type) type.getComponentType()));
    }
    seen.accept(type);
    return TypeUse.declared(type.getName(), List.of());
  }
}
