package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/** An event of free form as the object of its fields. */
record FreeEventCodec(AnyCodec values, Function<Map<String, @Nullable Object>, FreeEvent> maker)
    implements Codec {

  @Override
  public Map<String, Object> schema(JsonSchema whole) {
    return JsonSchema.ordered("type", "object", "additionalProperties", true);
  }

  @Override
  public JsonKind kind() {
    return JsonKind.OBJECT;
  }

  @Override
  public void shape(Shape shape) {
    shape.word("fields");
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    values.write(out, ((FreeEvent) value).fields());
  }

  @Override
  public @Nullable Object read(Object json, Reading in) {
    return json instanceof Map<?, ?>
        ? maker.apply(Json.asObject(json))
        : in.problem("must be an object, is " + Json.kind(json));
  }
}
