package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
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

/**
 * Makes the codecs of one program, once per type, and refuses types whose values cannot be read
 * back. Never static, so that its classes can be unloaded. Thread-safe: guarded by its own lock.
 */
final class Codecs {

  /** A type whose way to a field is longer than this is taken for one without end. */
  private static final int MOST_PATH = 4_000;

  private final Map<Type, Codec> known = new HashMap<>();
  private final Map<Type, String> schemas = new HashMap<>();

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
      return make(ClosedType.of(type, ClosedType.NOTHING_BOUND), name(type));
    } catch (Unsupported e) {
      known.clear();
      known.putAll(before);
      throw e;
    }
  }

  /**
   * The hash of what values of a type look like, see {@link Shape}.
   *
   * @throws Unsupported as for {@link #of}
   */
  synchronized String schema(Type type) throws Unsupported {
    String schema = schemas.get(type);
    if (schema == null) {
      schema = Shape.hash(of(type));
      schemas.put(type, schema);
    }
    return schema;
  }

  private Codec make(Type type, String path) throws Unsupported {
    if (path.length() > MOST_PATH) {
      throw new Unsupported(
          path.substring(0, 100)
              + "…: it is nested without end; a record must not contain itself with other type arguments");
    }
    return switch (type) {
      case Class<?> raw -> ofClass(raw, path);
      case ClosedType closed -> parameterized(closed, path);
      case TypeVariable<?> v ->
          throw new Unsupported(path + ": the type variable " + v + " is not bound to a type");
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
      return record(raw, raw, ClosedType.NOTHING_BOUND, path);
    }
    if (raw.isSealed()) {
      return sealed(raw, path);
    }
    throw refused(raw, path);
  }

  private Codec parameterized(ClosedType type, String path) throws Unsupported {
    Class<?> raw = type.raw();
    Type first = type.arguments().getFirst();
    if (raw == Optional.class) {
      return new OptionalCodec(make(first, path));
    }
    if (CollectionCodec.supports(raw)) {
      return new CollectionCodec(raw, make(first, path + "[]"));
    }
    if (MapCodec.supports(raw)) {
      Codec.KeyCodec keys = make(first, path + " keys").asKey();
      if (keys == null) {
        throw new Unsupported(
            path + ": keys of a map must be strings, enums or other scalars, not " + name(first));
      }
      return new MapCodec(keys, make(type.arguments().get(1), path + "{}"));
    }
    if (raw.isRecord()) {
      Codec done = known.get(type);
      return done != null ? done : record(type, raw, type.bound(), path);
    }
    if (raw.isSealed()) {
      throw new Unsupported(
          path + ": a sealed type with type arguments is not supported: " + name(raw));
    }
    throw refused(raw, path);
  }

  private Codec record(Type key, Class<?> raw, Map<TypeVariable<?>, Type> bound, String path)
      throws Unsupported {
    RecordCodec codec = new RecordCodec(raw);
    known.put(key, codec);
    List<RecordCodec.Field> fields = new ArrayList<>();
    for (var component : raw.getRecordComponents()) {
      String at = path + "." + component.getName();
      Codec value = make(ClosedType.of(component.getGenericType(), bound), at);
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
