package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes the codecs of one program, once per type, and refuses types whose values cannot be read
 * back. Never static, so that its classes can be unloaded. Thread-safe: guarded by its own lock.
 */
final class Codecs {

  private final Map<Type, Codec> known = new HashMap<>();

  /** A type without a codec, with the way to the field that has it. */
  static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message);
    }
  }

  /**
   * The codec of a type.
   *
   * @throws Unsupported naming the field and what to use instead
   */
  synchronized Codec of(Type type) throws Unsupported {
    Codec codec = known.get(type);
    if (codec != null) {
      return codec;
    }
    Map<Type, Codec> before = new HashMap<>(known);
    try {
      return make(type, Map.of(), name(type));
    } catch (Unsupported e) {
      known.clear();
      known.putAll(before);
      throw e;
    }
  }

  private Codec make(Type type, Map<TypeVariable<?>, Type> bound, String path) throws Unsupported {
    return switch (type) {
      case Class<?> raw -> ofClass(raw, path);
      case ParameterizedType p -> parameterized(p, bound, path);
      case TypeVariable<?> v -> {
        Type actual = bound.get(v);
        if (actual == null) {
          throw new Unsupported(path + ": the type variable " + v + " is not bound to a type");
        }
        yield make(actual, bound, path);
      }
      case WildcardType w -> make(w.getUpperBounds()[0], bound, path);
      case GenericArrayType a -> throw noArrays(path);
      default -> throw new Unsupported(path + ": unknown kind of type " + type);
    };
  }

  private Codec ofClass(Class<?> raw, String path) throws Unsupported {
    Codec known0 = known.get(raw);
    if (known0 != null) {
      return known0;
    }
    Codec scalar = ScalarCodec.of(raw);
    if (scalar != null) {
      return scalar;
    }
    if (raw == Object.class) {
      return new AnyCodec(this);
    }
    if (raw.isEnum()) {
      return remember(raw, new EnumCodec(raw));
    }
    if (raw.isRecord()) {
      if (raw.getTypeParameters().length > 0) {
        throw new Unsupported(path + ": " + name(raw) + " needs its type arguments");
      }
      return record(raw, raw, Map.of(), path);
    }
    if (raw.isSealed()) {
      return sealed(raw, path);
    }
    throw refused(raw, path);
  }

  private Codec parameterized(ParameterizedType type, Map<TypeVariable<?>, Type> outer, String path)
      throws Unsupported {
    Class<?> raw = (Class<?>) type.getRawType();
    List<Type> args = new ArrayList<>();
    for (Type arg : type.getActualTypeArguments()) {
      args.add(arg instanceof TypeVariable<?> v && outer.containsKey(v) ? outer.get(v) : arg);
    }
    if (raw == Optional.class) {
      return new OptionalCodec(make(args.getFirst(), outer, path));
    }
    if (CollectionCodec.supports(raw)) {
      return new CollectionCodec(raw, make(args.getFirst(), outer, path + "[]"));
    }
    if (MapCodec.supports(raw)) {
      Codec.KeyCodec keys = make(args.getFirst(), outer, path + " keys").asKey();
      if (keys == null) {
        throw new Unsupported(
            path
                + ": keys of a map must be strings, enums or other scalars, not "
                + name(args.getFirst()));
      }
      return new MapCodec(keys, make(args.get(1), outer, path + "{}"));
    }
    if (raw.isRecord()) {
      Codec done = known.get(type);
      if (done != null) {
        return done;
      }
      Map<TypeVariable<?>, Type> bound = new HashMap<>(outer);
      for (int i = 0; i < args.size(); i++) {
        bound.put(raw.getTypeParameters()[i], args.get(i));
      }
      return record(outer.isEmpty() ? type : null, raw, bound, path);
    }
    if (raw.isSealed()) {
      throw new Unsupported(
          path + ": a sealed type with type arguments is not supported: " + name(raw));
    }
    throw refused(raw, path);
  }

  private Codec record(
      @Nullable Type key, Class<?> raw, Map<TypeVariable<?>, Type> bound, String path)
      throws Unsupported {
    RecordCodec codec = new RecordCodec(raw);
    if (key != null) {
      known.put(key, codec);
    }
    List<RecordCodec.Field> fields = new ArrayList<>();
    for (var component : raw.getRecordComponents()) {
      String at = path + "." + component.getName();
      Codec value = make(component.getGenericType(), bound, at);
      boolean nullable = isNullable(component) || isNullable(component.getAnnotatedType());
      fields.add(RecordCodec.Field.of(component, value, nullable));
    }
    codec.fill(fields);
    return codec;
  }

  private Codec sealed(Class<?> raw, String path) throws Unsupported {
    SealedCodec codec = new SealedCodec(raw);
    known.put(raw, codec);
    Map<String, Class<?>> names = new HashMap<>();
    for (Class<?> leaf : Names.leaves(raw)) {
      if (!leaf.isRecord()) {
        throw new Unsupported(
            path + ": " + name(leaf) + " of the sealed type " + name(raw) + " is not a record");
      }
      String leafName = Names.of(leaf);
      for (String any : Names.all(leaf)) {
        Class<?> other = names.put(any, leaf);
        if (other != null) {
          throw new Unsupported(
              "%s: %s and %s have the same name %s; give one an @EventName"
                  .formatted(path, other.getName(), leaf.getName(), any));
        }
      }
      codec.add(leaf, Names.all(leaf), ofClass(leaf, path + "(" + leafName + ")"));
    }
    return codec;
  }

  private Codec remember(Class<?> type, Codec codec) {
    known.put(type, codec);
    return codec;
  }

  static boolean isNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
  }

  private static Unsupported noArrays(String path) {
    return new Unsupported(path + ": arrays are not supported; use List");
  }

  private static Unsupported refused(Class<?> raw, String path) {
    if (raw.isArray()) {
      return noArrays(path);
    }
    if (List.of(OptionalInt.class, OptionalLong.class, OptionalDouble.class).contains(raw)) {
      return new Unsupported(
          path + ": use Optional of the boxed number instead of " + raw.getSimpleName());
    }
    boolean container =
        Collection.class.isAssignableFrom(raw)
            || Map.class.isAssignableFrom(raw)
            || raw == Optional.class;
    if (container) {
      return new Unsupported(
          "%s: %s cannot be read back; use List, Set, Map or Optional with type arguments"
              .formatted(path, name(raw)));
    }
    if (raw.isInterface()) {
      return new Unsupported(
          "%s: %s is an open interface, so its values cannot be read back; use a record, a sealed interface"
                  .formatted(path, name(raw))
              + " of records, or Object for plain JSON");
    }
    return new Unsupported(
        path
            + ": "
            + name(raw)
            + " is a class, so its values cannot be read back; write it as a record");
  }

  static String name(Type type) {
    return type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName();
  }
}
