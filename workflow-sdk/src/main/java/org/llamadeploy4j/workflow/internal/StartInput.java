package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.engine.EventData;

/** Makes the start event of what a caller sent. */
final class StartInput {

  private final EventTypes types;
  private final List<EventType> starts = new ArrayList<>();

  StartInput(FlowModel model) {
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
