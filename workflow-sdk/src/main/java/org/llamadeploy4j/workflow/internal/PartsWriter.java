package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.Payload;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what stored ticks and stored states have in common as JSON. Maps are written in the order
 * of their keys, so that equal values give equal bytes. {@link PartsReader} is its other half.
 */
final class PartsWriter {

  private final JsonGenerator out;

  PartsWriter(JsonGenerator out) {
    this.out = out;
  }

  void open() {
    out.writeStartObject();
  }

  void close() {
    out.writeEndObject();
  }

  void name(String name) {
    out.writeName(name);
  }

  void text(String name, String value) {
    out.writeName(name);
    out.writeString(value);
  }

  void optional(String name, @Nullable String value) {
    if (value != null) {
      text(name, value);
    }
  }

  void number(String name, long value) {
    out.writeName(name);
    out.writeNumber(value);
  }

  void flag(String name) {
    out.writeName(name);
    out.writeBoolean(true);
  }

  void duration(String name, @Nullable Duration value) {
    if (value != null) {
      text(name, value.toString());
    }
  }

  /** To the nanosecond, since delays have what their policy gave them. */
  void instant(String name, @Nullable Instant value) {
    if (value != null) {
      text(name, value.toString());
    }
  }

  void object(String name, Runnable fields) {
    out.writeName(name);
    object(fields);
  }

  private void object(Runnable fields) {
    out.writeStartObject();
    fields.run();
    out.writeEndObject();
  }

  /** An array, left out when it is empty. */
  private <T> void list(String name, Collection<T> values, Consumer<T> each) {
    if (!values.isEmpty()) {
      out.writeName(name);
      out.writeStartArray();
      values.forEach(each);
      out.writeEndArray();
    }
  }

  /** An array of objects, left out when it is empty. */
  <T> void objects(String name, Collection<T> values, Consumer<T> fields) {
    list(name, values, value -> object(() -> fields.accept(value)));
  }

  void texts(String name, Collection<String> values) {
    list(name, values, out::writeString);
  }

  /** A map as an array of objects with a name and these fields, left out when it is empty. */
  <T> void named(String name, Map<String, T> values, Consumer<T> fields) {
    objects(
        name,
        new TreeMap<>(values).entrySet(),
        entry -> {
          text("name", entry.getKey());
          fields.accept(entry.getValue());
        });
  }

  void payload(Payload payload) {
    if (!payload.schema().isEmpty()) {
      text("schema", payload.schema());
    }
    out.writeName("json");
    out.writeRawValue(new RawJson(payload.json()));
  }

  void payloads(String name, Map<String, Payload> values) {
    named(name, values, this::payload);
  }

  void event(String name, EventData event) {
    object(name, () -> event(event));
  }

  /** An event's fields within an object. */
  void event(EventData event) {
    text("type", event.type());
    payload(event.payload());
  }

  void marks(Collection<Mark> marks) {
    objects(
        "marks",
        marks,
        mark -> {
          text("kind", mark.kind().name());
          text("name", mark.name());
        });
  }

  void awaited(Awaited awaited) {
    switch (awaited) {
      case Awaited.Events w -> object("wait", () -> events(w));
      case Awaited.Sleep w -> duration("sleep", w.duration());
      case Awaited.Child w ->
          object(
              "child",
              () -> {
                text("name", w.name());
                text("flow", w.flow());
                event("start", w.start());
              });
    }
  }

  private void events(Awaited.Events wait) {
    texts("types", wait.types());
    named("required", wait.required(), value -> text("equals", value));
    duration("timeout", wait.timeout());
    if (wait.prompt() != null) {
      event("prompt", wait.prompt());
    }
  }

  void fault(String name, Fault fault) {
    object(
        name,
        () -> {
          text("code", fault.code());
          failure(fault.failure());
        });
  }

  private void failure(Failure failure) {
    text("type", failure.type());
    text("message", failure.message());
    text("stack", failure.stack());
    texts("supertypes", failure.supertypes());
    Failure cause = failure.cause();
    if (cause != null) {
      object("cause", () -> failure(cause));
    }
  }
}
