package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/** A record as an object of its components. */
final class RecordCodec implements Codec {

  private final Class<?> type;
  private final Constructor<?> constructor;
  private List<Field> fields = List.of();
  private boolean hasDataField;

  /** A component: nullable ones and those with an empty value may be missing in JSON. */
  record Field(String name, Method accessor, Codec codec, boolean nullable) {
    static Field of(RecordComponent component, Codec codec, boolean nullable) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return new Field(component.getName(), accessor, codec, nullable);
    }

    OutsideEvent.Field outside() {
      Object empty = codec.empty();
      boolean nullFits = nullable || empty instanceof Optional<?>;
      return new OutsideEvent.Field(name, codec.kind(), !nullable && empty == null, nullFits);
    }
  }

  RecordCodec(Class<?> type) {
    this.type = type;
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      this.constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without canonical constructor: " + type, e);
    }
    constructor.setAccessible(true);
  }

  /** Sets the components, once; apart from the constructor, so that a record may contain itself. */
  void fill(List<Field> components) {
    this.fields = List.copyOf(components);
    this.hasDataField = fields.stream().anyMatch(f -> f.name().equals("_data"));
  }

  @Nullable Field field(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
  }

  List<String> fieldNames() {
    return fields.stream().map(Field::name).toList();
  }

  List<OutsideEvent.Field> outsideFields() {
    return fields.stream().map(Field::outside).toList();
  }

  /** Whether the record itself has a component named {@code _data}. */
  boolean hasDataField() {
    return hasDataField;
  }

  /**
   * A record of zeros, falses, empty values and nulls, or null when a component has none of these.
   */
  @Nullable Object zero() {
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      Field field = fields.get(i);
      Class<?> type = field.accessor().getReturnType();
      values[i] =
          type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : field.codec().empty();
      if (values[i] == null && !field.nullable()) {
        return null;
      }
    }
    Reading in = Reading.lenient();
    return construct(values, in);
  }

  String name() {
    return Names.of(type);
  }

  @Override
  public Map<String, Object> schema(JsonSchema whole) {
    return schema(whole, Map.of());
  }

  /** The schema where a field that names the type comes first. */
  Map<String, Object> schema(JsonSchema whole, String typeField, String typeName) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("title", typeName);
    schema.putAll(schema(whole, Map.of(typeField, Map.of("const", typeName))));
    return schema;
  }

  private Map<String, Object> schema(JsonSchema whole, Map<String, Object> before) {
    Map<String, Object> properties = new LinkedHashMap<>(before);
    List<Object> required = new ArrayList<>(before.keySet());
    for (Field field : fields) {
      Map<String, Object> value = whole.part(field.codec());
      boolean orNull = field.nullable() && !(field.codec() instanceof OptionalCodec);
      properties.put(field.name(), orNull ? JsonSchema.orNull(value) : value);
      if (field.outside().required()) {
        required.add(field.name());
      }
    }
    return JsonSchema.ordered(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required,
        "additionalProperties",
        false);
  }

  @Override
  public JsonKind kind() {
    return JsonKind.OBJECT;
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    out.writeStartObject();
    writeFields(out, value);
    out.writeEndObject();
  }

  void writeFields(JsonGenerator out, Object value) {
    if (!type.isInstance(value)) {
      throw new Unencodable(
          "is a %s, not a %s".formatted(value.getClass().getName(), type.getName()));
    }
    for (Field field : fields) {
      out.writeName(field.name());
      try {
        Object component = get(field, value);
        if (component != null) {
          field.codec().write(out, component);
        } else if (field.nullable()) {
          out.writeNull();
        } else {
          throw new Unencodable("is null; if it may be, mark the component " + Codecs.NULLABLE);
        }
      } catch (Unencodable e) {
        throw e.inField(field.name());
      }
    }
  }

  private static @Nullable Object get(Field field, Object value) {
    try {
      return field.accessor().invoke(value);
    } catch (InvocationTargetException e) {
      throw new Unencodable("its accessor threw " + e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("accessor of " + field.name() + " was made accessible", e);
    }
  }

  @Override
  public @Nullable Object read(Object json, Reading in) {
    if (!(json instanceof Map<?, ?> object)) {
      return in.problem(
          "must be an object with the fields " + fieldNames() + ", is " + Json.kind(json));
    }
    int before = in.problems().size();
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = component(fields.get(i), object, in);
    }
    if (in.isStrict()) {
      for (Object name : object.keySet()) {
        if (field((String) name) == null && !isOwnName(name, object.get(name))) {
          in.problem("has an unknown field '" + name + "'; allowed are " + fieldNames());
        }
      }
    }
    return in.problems().size() == before ? construct(values, in) : null;
  }

  /** A record of a sealed type may be named even where no other will do. */
  private boolean isOwnName(Object field, @Nullable Object value) {
    return field.equals(SealedCodec.TYPE_FIELD)
        && value instanceof String name
        && Names.all(type).contains(name);
  }

  private static @Nullable Object component(Field field, Map<?, ?> object, Reading in) {
    Object json = object.get(field.name());
    if (json != null) {
      in.enter(field.name());
      Object value = field.codec().read(json, in);
      in.leave();
      return value;
    }
    boolean there = object.containsKey(field.name());
    Object empty = field.codec().empty();
    if (empty != null && (!there || empty instanceof Optional<?>)) {
      return field.nullable() && there ? null : empty;
    }
    if (!field.nullable()) {
      in.problem(
          there
              ? "field '" + field.name() + "' is null"
              : "field '" + field.name() + "' is missing");
    }
    return null;
  }

  private @Nullable Object construct(@Nullable Object[] values, Reading in) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return in.problem(type.getSimpleName() + " refused its values: " + cause);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }
}
