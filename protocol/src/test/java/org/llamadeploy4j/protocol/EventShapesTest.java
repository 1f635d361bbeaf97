package org.llamadeploy4j.protocol;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.protocol.EventShape.Field;
import org.llamadeploy4j.protocol.EventShape.Kind;

class EventShapesTest {
  private static final EventShapes SHAPES =
      new EventShapes(
          List.of(
              new EventShape(
                  "Order",
                  List.of("org.acme.Order"),
                  false,
                  List.of(
                      new Field("count", Kind.INTEGER, true, false),
                      new Field("note", Kind.STRING, false, true),
                      new Field("tags", Kind.ARRAY, false, false))),
              new EventShape("HumanResponseEvent", List.of(), true, List.of())));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Order | {'count': 1}",
        "org.acme.Order | {'count': 1, 'note': null, 'tags': []}",
        "Order | {'count': 123456789012345678901234567890, 'note': 'x'}",
        "HumanResponseEvent | {'anything': [1, {}], 'response': null}",
      })
  void whatFitsPasses(String type, String json) {
    assertThatCode(() -> SHAPES.check(event(type, json))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | field 'count' is missing",
        "{'count': '1'} | field 'count' must be an integer, it is a string",
        "{'count': 1.0} | field 'count' must be an integer, it is a number",
        "{'count': null} | field 'count' must be an integer, it is null",
        "{'count': 1, 'tags': {}} | field 'tags' must be a list, it is an object",
        "{'count': 1, 'color': 1} | field 'color' is unknown",
      })
  void whatDoesNotFitIsNamed(String json, String problem) {
    assertThatThrownBy(() -> SHAPES.check(event("Order", json)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "event 'Order' does not fit: %s; its fields are [count, note, tags]"
                .formatted(problem));
  }

  @Test
  void allThatDoesNotFitIsNamedAtOnce() {
    assertThatThrownBy(() -> SHAPES.check(event("Order", "{'note': 1, 'x': 2}")))
        .hasMessageContaining(
            "field 'count' is missing; field 'note' must be a string, it is a number;"
                + " field 'x' is unknown");
  }

  @Test
  void anUnknownTypeIsAnsweredWithThoseThatAreKnown() {
    assertThatThrownBy(() -> SHAPES.check(event("Odrer", "{}")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "the workflow takes no event 'Odrer' from outside; it takes"
                + " [HumanResponseEvent, Order]; did you mean 'Order'?");
  }

  private static final EventShapes FAMILY =
      new EventShapes(
          List.of(answer("text", Kind.STRING), answer("rating", Kind.INTEGER)),
          List.of("decide", "run"),
          List.of("rate"));

  private static EventShape answer(String field, Kind kind) {
    return new EventShape("Answer", List.of(), false, List.of(new Field(field, kind, true, false)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "none | {'text': 'a'}",
        "run | {'text': 'a'}",
        "research/rate | {'rating': 1}",
        "one/two/rate | {'rating': 1}",
        "research/rate | {'text': 'a'}",
      })
  void anEventForAStepPassesWhereThereIsSuchAStep(@Nullable String step, String json) {
    assertThatCode(() -> FAMILY.check(event("Answer", json, step))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "rate | the workflow has no step 'rate'; it has [decide, run]",
        "deside | the workflow has no step 'deside'; it has [decide, run]; did you mean 'decide'?",
        "x/run | no child of the workflow has a step 'run'; children have [rate]",
        "/rate | step '/rate' names no child before its slash; write child/step",
        "a//rate | step 'a//rate' names no child before its slash; write child/step",
      })
  void anEventForAStepThatIsNotThereIsRefused(String step, String message) {
    assertThatThrownBy(() -> FAMILY.check(event("Answer", "{'text': 'a'}", step)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  @Test
  void anEventThatIsForNoChildHasTheFieldsThatTheWorkflowItselfTakes() {
    assertThatThrownBy(() -> FAMILY.check(event("Answer", "{'rating': 1}")))
        .hasMessage(
            "event 'Answer' does not fit: field 'text' is missing; field 'rating' is unknown; its"
                + " fields are [text]");
  }

  @Test
  void everythingPassesWhereNothingIsKnown() {
    assertThatCode(() -> EventShapes.unknown().check(event("Whatever", "{}")))
        .doesNotThrowAnyException();
  }

  @Test
  void eachKindTakesItsOwnValues() {
    Stream.of(Kind.values())
        .forEach(kind -> {
          String value =
              switch (kind) {
                case ANY, STRING -> "'s'";
                case INTEGER -> "7";
                case NUMBER -> "7.5";
                case BOOLEAN -> "true";
                case ARRAY -> "[]";
                case OBJECT -> "{}";
              };
          EventShape shape =
              new EventShape("E", List.of(), false, List.of(new Field("f", kind, true, false)));
          assertThatCode(
                  () -> new EventShapes(List.of(shape)).check(event("E", "{'f': " + value + "}")))
              .as("%s", kind)
              .doesNotThrowAnyException();
        });
  }

  private static ClientEvent event(String type, String json) {
    return event(type, json, null);
  }

  private static ClientEvent event(String type, String json, @Nullable String step) {
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new ClientEvent("id", type, body, step);
  }
}
