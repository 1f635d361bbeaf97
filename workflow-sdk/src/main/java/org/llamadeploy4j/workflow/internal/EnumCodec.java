package org.llamadeploy4j.workflow.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/** An enum as the name of its constant. */
final class EnumCodec implements Codec, Codec.KeyCodec {

  private final Map<String, Object> constants = new LinkedHashMap<>();

  EnumCodec(Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      constants.put(write(constant), constant);
    }
  }

  @Override
  public Map<String, Object> schema(JsonSchema whole) {
    return JsonSchema.ordered("type", "string", "enum", List.copyOf(constants.keySet()));
  }

  @Override
  public JsonKind kind() {
    return JsonKind.STRING;
  }

  @Override
  public void shape(Shape shape) {
    shape.word("enum(");
    new TreeSet<>(constants.keySet()).forEach(name -> shape.name(name).word(","));
    shape.word(")");
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    out.writeString(write(value));
  }

  @Override
  public @Nullable Object read(Object json, Reading in) {
    return json instanceof String name
        ? read(name, in)
        : in.problem("must be one of " + constants.keySet() + ", is " + Json.kind(json));
  }

  @Override
  public KeyCodec asKey() {
    return this;
  }

  @Override
  public String write(Object key) {
    return ((Enum<?>) key).name();
  }

  @Override
  public @Nullable Object read(String name, Reading in) {
    Object constant = constants.get(name);
    return constant == null
        ? in.problem("must be one of " + constants.keySet() + ", is " + in.describe(name))
        : constant;
  }
}
