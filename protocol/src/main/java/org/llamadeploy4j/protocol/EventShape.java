package org.llamadeploy4j.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event that runs of a version take from outside, described so far that a client's event can be
 * refused before it reaches a run. What fits here may still be refused by the event's class.
 *
 * @param type logical name
 * @param aliases what clients may call it besides
 * @param free whether it takes any fields
 * @param fields its fields in order; empty for one that takes any
 */
public record EventShape(String type, List<String> aliases, boolean free, List<Field> fields) {
  /** Copies the lists. */
  public EventShape {
    aliases = List.copyOf(aliases);
    fields = List.copyOf(fields);
  }

  /**
   * A field of an event.
   *
   * @param kind what its value is in JSON
   * @param required whether it must be there
   * @param nullable whether it may be there as null
   */
  public record Field(String name, Kind kind, boolean required, boolean nullable) {}

  /** What a value is in JSON. */
  public enum Kind {
    ANY("any value"),
    STRING("a string"),
    INTEGER("an integer"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    ARRAY("a list"),
    OBJECT("an object");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    private boolean fits(JsonNode value) {
      return switch (this) {
        case ANY -> true;
        case STRING -> value.isString();
        case INTEGER -> value.isIntegralNumber();
        case NUMBER -> value.isNumber();
        case BOOLEAN -> value.isBoolean();
        case ARRAY -> value.isArray();
        case OBJECT -> value.isObject();
      };
    }
  }

  boolean isCalled(String name) {
    return type.equals(name) || aliases.contains(name);
  }

  /** What is wrong with these fields, in words; empty: they fit. */
  List<String> problems(ObjectNode values) {
    List<String> problems = new ArrayList<>();
    if (free) {
      return problems;
    }
    for (Field field : fields) {
      JsonNode value = values.path(field.name());
      if (value.isMissingNode()) {
        if (field.required()) {
          problems.add("field '%s' is missing".formatted(field.name()));
        }
      } else if (value.isNull() ? !field.nullable() : !field.kind().fits(value)) {
        problems.add(
            "field '%s' must be %s, it is %s"
                .formatted(field.name(), field.kind().words, ProtocolJson.kindOf(value)));
      }
    }
    unknown(values).forEach(name -> problems.add("field '%s' is unknown".formatted(name)));
    return problems;
  }

  private List<String> unknown(ObjectNode values) {
    List<String> known = fieldNames();
    return values.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !known.contains(name))
        .toList();
  }

  List<String> fieldNames() {
    return fields.stream().map(Field::name).toList();
  }
}
