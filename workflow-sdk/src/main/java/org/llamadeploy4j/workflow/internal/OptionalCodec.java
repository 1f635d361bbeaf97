package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/** An {@link Optional} as its value or null. */
record OptionalCodec(Codec value) implements Codec {

  @Override
  public Map<String, Object> schema(JsonSchema whole) {
    return JsonSchema.orNull(whole.part(value));
  }

  @Override
  public JsonKind kind() {
    return value.kind();
  }

  @Override
  public void shape(Shape shape) {
    shape.part(value).word("?");
  }

  @Override
  public void write(JsonGenerator out, Object optional) {
    Optional<?> present = (Optional<?>) optional;
    if (present.isPresent()) {
      value.write(out, present.get());
    } else {
      out.writeNull();
    }
  }

  @Override
  public Object read(Object json, Reading in) {
    return Optional.ofNullable(value.read(json, in));
  }

  @Override
  public @Nullable Object empty() {
    return Optional.empty();
  }
}
