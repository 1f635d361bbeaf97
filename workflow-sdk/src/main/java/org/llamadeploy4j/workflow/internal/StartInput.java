package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.EventData;

/** Makes the start event of what a caller sent, and what is sent of a start event. */
final class StartInput {

  private final String workflow;
  private final EventTypes types;
  private final List<EventType> starts = new ArrayList<>();

  /** Of the workflow with this logical name. */
  StartInput(String workflow, FlowModel model) {
    this.workflow = workflow;
    this.types = model.events();
    for (EventType type : types.all()) {
      if (model.startClasses().contains(type.type())) {
        starts.add(type);
      }
    }
  }

  /**
   * Reads the input as the one start event; where there are several, as the one named in
   * {@code @type}, else as the only one whose fields fit.
   *
   * @throws InvalidInputException saying what is wrong and what is allowed
   */
  EventData read(byte[] json) {
    Map<String, @Nullable Object> fields = Json.parseObject(json);
    if (starts.size() == 1) {
      return decoded(starts.getFirst(), fields);
    }
    if (fields.get(SealedCodec.TYPE_FIELD) instanceof String name) {
      Map<String, @Nullable Object> rest = new LinkedHashMap<>(fields);
      rest.remove(SealedCodec.TYPE_FIELD);
      for (EventType type : starts) {
        if (type.name().equals(name) || type.inputNames().contains(name)) {
          return decoded(type, rest);
        }
      }
    }
    return onlyFitting(fields);
  }

  /**
   * The fields of a start event, of which {@link #read} makes the same event: with its name where
   * the workflow begins with one of several.
   *
   * @throws WorkflowException when the workflow begins with none such
   */
  byte[] write(StartEvent start) {
    EventType type = types.ofClass(start.getClass());
    boolean free = start instanceof FreeEvent;
    if (!free && !starts.contains(type)) {
      throw wrongStart(start);
    }
    EventData data = StepAttempt.encode(types, start);
    return type != null && type.codec() instanceof RecordCodec record && starts.size() > 1
        ? Json.write(out -> {
          out.writeStartObject();
          out.writeName(SealedCodec.TYPE_FIELD);
          out.writeString(type.name());
          record.writeFields(out, start);
          out.writeEndObject();
        })
        : types.json(data);
  }

  private WorkflowException wrongStart(StartEvent start) {
    String these = starts.stream().map(s -> s.type().getName()).collect(Collectors.joining(" or "));
    return new WorkflowException(
        "wrong_start_event",
        "a run of %s starts with %s, not with %s; pass the first, or its fields as a map"
            .formatted(workflow, these, start.getClass().getName()));
  }

  private EventData decoded(EventType type, Map<String, @Nullable Object> fields) {
    return types.encodeInput(type, fields);
  }

  private EventData onlyFitting(Map<String, @Nullable Object> fields) {
    List<EventData> fitting = new ArrayList<>();
    TreeSet<String> problems = new TreeSet<>();
    for (EventType type : starts) {
      try {
        fitting.add(decoded(type, fields));
      } catch (InvalidInputException e) {
        problems.add(e.getMessage());
      }
    }
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    List<String> names = starts.stream().map(EventType::name).toList();
    throw new InvalidInputException(
        "the input fits %s of the start events %s; name one in the field '%s'%s"
            .formatted(
                fitting.isEmpty() ? "none" : "several",
                names,
                SealedCodec.TYPE_FIELD,
                problems.isEmpty() ? "" : " (" + String.join(" | ", problems) + ")"));
  }
}
