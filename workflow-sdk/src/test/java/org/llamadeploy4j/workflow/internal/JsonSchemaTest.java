package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {

  enum Colour {
    RED,
    GREEN
  }

  record Leaf(int size) {}

  record Box<T>(T content) {}

  record Everything(
      String text,
      boolean flag,
      double share,
      Instant at,
      Colour colour,
      @Nullable Leaf maybe,
      Optional<String> note,
      Set<Leaf> leaves,
      Map<String, Long> counts,
      Object any,
      Box<String> word,
      Box<Leaf> boxed) {}

  record Tree(String name, List<Tree> children) {}

  record Forest(Tree first) {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Group(List<Shape> parts) implements Shape {}

  private static Map<String, Object> schema(Type type) throws Codecs.Unsupported {
    return JsonSchema.of("it", new Codecs().of(type));
  }

  private static Map<String, @Nullable Object> properties(
      Map<String, ? extends @Nullable Object> schema) {
    return Json.asObject(schema.get("properties"));
  }

  @Test
  void everyKindOfFieldIsDescribed() throws Exception {
    Map<String, Object> schema = schema(Everything.class);

    Map<String, Object> leaf = Map.of("$ref", "#/$defs/Leaf");
    assertThat(properties(schema))
        .containsEntry("text", Map.of("type", "string"))
        .containsEntry("flag", Map.of("type", "boolean"))
        .containsEntry("colour", Map.of("type", "string", "enum", List.of("RED", "GREEN")))
        .containsEntry("maybe", Map.of("anyOf", List.of(leaf, Map.of("type", "null"))))
        .containsEntry(
            "note", Map.of("anyOf", List.of(Map.of("type", "string"), Map.of("type", "null"))))
        .containsEntry("leaves", Map.of("type", "array", "items", leaf))
        .containsEntry("any", Map.of())
        .containsEntry("word", Map.of("$ref", "#/$defs/Box"))
        .containsEntry("boxed", Map.of("$ref", "#/$defs/Box2"));
    assertThat(String.valueOf(properties(schema).get("at"))).contains("2026-01-31T10:15:30Z");
    assertThat(String.valueOf(properties(schema).get("counts")))
        .contains("additionalProperties={type=integer, description=an integer that fits long}");
    assertThat(Json.asObject(schema.get("$defs"))).containsOnlyKeys("Box", "Box2", "Leaf");
  }

  @Test
  void onlyWhatCanBeMissingIsNotRequired() throws Exception {
    assertThat(schema(Everything.class))
        .containsEntry("additionalProperties", false)
        .containsEntry(
            "required", List.of("text", "flag", "share", "at", "colour", "any", "word", "boxed"));
  }

  @Test
  void aTypeMayContainItself() throws Exception {
    Map<String, Object> self = Map.of("type", "array", "items", Map.of("$ref", "#"));
    assertThat(properties(schema(Tree.class))).containsEntry("children", self);

    assertThat(String.valueOf(schema(Forest.class).get("$defs")))
        .contains("Tree={", "{$ref=#/$defs/Tree}");
  }

  @Test
  void aSealedTypeIsOneOfItsRecordsWithItsName() throws Exception {
    Map<String, Object> schema = schema(Shape.class);

    assertThat(schema.get("oneOf"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(2)
        .first()
        .satisfies(circle -> {
          Map<String, @Nullable Object> leaf = Json.asObject(circle);
          assertThat(leaf).containsEntry("title", "Circle");
          assertThat(properties(leaf)).containsEntry("@type", Map.of("const", "Circle"));
          assertThat(leaf).containsEntry("required", List.of("@type", "radius"));
        });
    assertThat(schema.toString()).contains("items={$ref=#}");
  }

  @Test
  void anEventOfFreeFormTakesAnyField() {
    EventTypes events = new EventTypes(new Codecs());

    assertThat(JsonSchema.of("StartEvent", events.named("StartEvent").codec()))
        .containsEntry("type", "object")
        .containsEntry("additionalProperties", true);
  }
}
