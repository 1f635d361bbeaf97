package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes the codecs of one program, once per type, of types that the rules of data let pass. Never
 * static, so that its classes can be unloaded. Thread-safe: guarded by its own lock.
 */
final class Codecs {

  /** What says that something may be null; advice for those who wrote another one. */
  static final String NULLABLE =
      "@Nullable, with one that is kept at run time such as org.jspecify.annotations.Nullable";

  private final Map<Type, Codec> known = new HashMap<>();
  private final Map<Type, String> schemas = new HashMap<>();
  private final Map<Class<?>, Codec> ofValues = new HashMap<>();

  /** A type without a codec, with the ways to the fields that have none. */
  static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message);
    }
  }

  /**
   * The codec of a type.
   *
   * @throws Unsupported naming each field that cannot be read back and what to use instead
   */
  synchronized Codec of(Type type) throws Unsupported {
    Codec codec = known.get(type);
    if (codec != null) {
      return codec;
    }
    Codec scalar = type instanceof Class<?> raw ? ScalarCodec.of(raw) : null;
    if (scalar != null) {
      return scalar;
    }
    List<String> problems = ReflectedData.problems(type);
    if (!problems.isEmpty()) {
      throw new Unsupported(String.join("; ", problems));
    }
    Map<Type, Codec> before = new HashMap<>(known);
    try {
      Codec made = make(Bound.resolve(type, Map.of()));
      known.put(type, made);
      return made;
    } catch (InaccessibleObjectException e) {
      known.clear();
      known.putAll(before);
      throw new Unsupported(
          "%s: a record of it is in a package that is closed to this library; open it in module-info.java"
              .formatted(name(type)));
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

  /**
   * How a value of the class is written where nothing says its type: a record of a sealed type then
   * brings its name, so that it can be read as that type.
   *
   * @throws Unsupported as for {@link #of}
   */
  synchronized Codec ofValue(Class<?> type) throws Unsupported {
    Codec made = ofValues.get(type);
    if (made == null) {
      Codec codec = of(type);
      boolean leaf = codec instanceof RecordCodec && Names.isLeaf(type);
      made = leaf ? SealedCodec.ofLeaf(type, codec) : codec;
      ofValues.put(type, made);
    }
    return made;
  }

  /** Makes the codec of a type without variables that the rules of data have let pass. */
  private Codec make(Type type) {
    Codec done = known.get(type);
    if (done != null) {
      return done;
    }
    return switch (type) {
      case Class<?> raw -> ofClass(raw);
      case Bound bound -> ofBound(bound);
      default -> throw new IllegalStateException("the rules let pass " + type);
    };
  }

  private Codec ofClass(Class<?> raw) {
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
    return raw.isRecord() ? record(raw, raw, Map.of()) : sealed(raw);
  }

  private Codec ofBound(Bound type) {
    Class<?> raw = type.raw();
    Type first = type.arguments().getFirst();
    if (raw == Optional.class) {
      return new OptionalCodec(make(first));
    }
    if (CollectionCodec.supports(raw)) {
      return new CollectionCodec(raw, make(first));
    }
    if (MapCodec.supports(raw)) {
      Codec.KeyCodec keys = Objects.requireNonNull(make(first).asKey());
      return new MapCodec(keys, make(type.arguments().get(1)));
    }
    return record(type, raw, type.variables());
  }

  private Codec record(Type key, Class<?> raw, Map<TypeVariable<?>, Type> bound) {
    RecordCodec codec = new RecordCodec(raw);
    known.put(key, codec);
    List<RecordCodec.Field> fields = new ArrayList<>();
    for (var component : raw.getRecordComponents()) {
      Codec value = make(Bound.resolve(component.getGenericType(), bound));
      boolean nullable = isNullable(component) || isNullable(component.getAnnotatedType());
      fields.add(RecordCodec.Field.of(component, value, nullable));
    }
    codec.fill(fields);
    return codec;
  }

  private Codec sealed(Class<?> raw) {
    SealedCodec codec = new SealedCodec(raw);
    known.put(raw, codec);
    for (Class<?> leaf : Names.leaves(raw)) {
      codec.add(leaf, Names.all(leaf), make(leaf));
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

  static String name(Type type) {
    return type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName();
  }
}
