package org.llamadeploy4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventWireTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"__is_pydantic\": true, \"value\": {\"response\": \"42\"}, \"qualified_name\":"
            + " \"workflows.events.HumanResponseEvent\"}",
        "{\"__is_pydantic\": true, \"value\": {\"_data\": {\"response\": \"42\"}},"
            + " \"qualified_name\": \"workflows.events.HumanResponseEvent\"}",
        "{\"__is_pydantic\": true, \"value\": {\"response\": \"42\"}, \"qualified_name\":"
            + " \"llama_index.core.workflow.events.HumanResponseEvent\"}",
        "{\"response\": \"42\"}",
        "{\"_data\": {\"response\": \"42\"}}"
      })
  void everyGenerationsHumanAnswerIsTheSameEvent(String eventObjStr) {
    ClientEvent event = EventWire.read("e1", eventObjStr);

    assertThat(event.id()).isEqualTo("e1");
    assertThat(event.type()).isEqualTo("HumanResponseEvent");
    assertThat(event.json()).asString(StandardCharsets.UTF_8).isEqualTo("{\"response\":\"42\"}");
  }

  @Test
  void anEmptyObjectIsADynamicAnswer() {
    ClientEvent event = EventWire.read("e1", "{}");

    assertThat(event.type()).isEqualTo("HumanResponseEvent");
    assertThat(event.json()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
  }

  @Test
  void theAuthorsNamesAreKeptAndDeclaredFieldsWin() {
    ClientEvent event =
        EventWire.read(
            "e1",
            "{\"__is_pydantic\": true, \"qualified_name\": \"wf.Message\", \"value\":"
                + " {\"text\": 1.10, \"_data\": {\"text\": 2, \"extra\": [null]}}}");

    assertThat(event.type()).isEqualTo("wf.Message");
    assertThat(event.json())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"text\":1.10,\"extra\":[null]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1] | 'event_obj_str' must be a JSON object in a string; it is a list",
        "hello | 'event_obj_str' must be a JSON object in a string: not valid JSON at line 1",
        "`` | 'event_obj_str' must be a JSON object in a string",
        "{\"__is_pydantic\":true,\"value\":{}} | 'event_obj_str' must name its event in"
            + " 'qualified_name'; there it has nothing",
        "{\"__is_pydantic\":true,\"qualified_name\":\"x\",\"value\":[]} | 'event_obj_str' must hold"
            + " the event's fields as an object in 'value'; there it has a list",
        "{\"__is_component\":true} | 'event_obj_str' holds a component; send an event",
      })
  void anythingElseIsRefused(String eventObjStr, String message) {
    assertThatThrownBy(() -> EventWire.read("e1", eventObjStr))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aLineHoldsTheBody() {
    assertThat(line("Message", "{\"text\":\"m0\"}", false)).isEqualTo("{\"text\":\"m0\"}\n");
  }

  @Test
  void aRawLineHoldsTheEnvelope() {
    assertThat(line("StopEvent", "{\"result\":1}", true))
        .isEqualTo(
            "{\"__is_pydantic\": true, \"value\": {\"result\":1}, \"qualified_name\":"
                + " \"workflows.events.StopEvent\"}\n");
    assertThat(line("Me\"ssage", "{}", true))
        .isEqualTo(
            "{\"__is_pydantic\": true, \"value\": {}, \"qualified_name\": \"Me\\\"ssage\"}\n");
  }

  @Test
  void aBodyOfSeveralLinesBecomesOne() {
    assertThat(line("Message", "{\r\n \"text\": \"a\\nb\"\n}", false))
        .isEqualTo("{   \"text\": \"a\\nb\" }\n");
  }

  private static String line(String type, String json, boolean raw) {
    EventEnvelope event =
        new EventEnvelope(type, List.of(), "step", 1, false, json.getBytes(StandardCharsets.UTF_8));
    return new String(EventWire.line(event, raw, false), StandardCharsets.UTF_8);
  }

  private static final String ORIGIN =
      "{\"children\":[{\"name\":\"research\",\"workflow\":\"Research\",\"work_item\":1}],"
          + "\"step\":\"ask\",\"work_item\":4,\"attempt\":2}";

  private static EventEnvelope fromChild(String type, String json) {
    EventOrigin origin =
        new EventOrigin(List.of(new EventOrigin.Child("research", "Research", 1)), "ask", 4, 2);
    return new EventEnvelope(type, List.of(), origin, false, json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRawLineSaysBesideItsBodyWhereItsEventComesFrom() {
    byte[] line = EventWire.line(fromChild("Question", "{\"origin\":\"Rome\"}"), true, true);

    assertThat(new String(line, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"__is_pydantic\": true, \"value\": {\"origin\":\"Rome\"}, \"qualified_name\":"
                + " \"Question\", \"origin\": "
                + ORIGIN
                + "}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'text':'a'} | {'text':'a', '_origin': ORIGIN}",
        "{ } | {'_origin': ORIGIN}",
        "{'text':'{'} | {'text':'{', '_origin': ORIGIN}",
        "{'_origin':'its own'} | {'_origin':'its own'}",
      })
  void aBodySaysInAFieldOfItsOwnWhereItsEventComesFrom(String body, String line) {
    byte[] written = EventWire.line(fromChild("Question", body.replace('\'', '"')), false, true);

    assertThat(new String(written, StandardCharsets.UTF_8))
        .isEqualTo(line.replace('\'', '"').replace("ORIGIN", ORIGIN) + "\n");
  }

  @Test
  void aRawLineIsReadBack() {
    EventEnvelope event = fromChild("StopEvent", "{\"result\":1}");
    String with = new String(EventWire.line(event, true, true), StandardCharsets.UTF_8);
    String without = new String(EventWire.line(event, true, false), StandardCharsets.UTF_8);

    RunEvent read = EventWire.readRaw(with);
    assertThat(read.type()).isEqualTo("StopEvent");
    assertThat(new String(read.json(), StandardCharsets.UTF_8)).isEqualTo("{\"result\":1}");
    assertThat(read.origin()).isEqualTo(event.origin());
    assertThat(EventWire.readRaw(without).origin()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"text\":\"m0\"}", "[]", "{\"__is_pydantic\":true,\"value\":{}}"})
  void aLineThatIsNotRawIsRefused(String line) {
    assertThatThrownBy(() -> EventWire.readRaw(line))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("the line is no raw event; ask the server with raw_event=true: " + line);
  }

  @Test
  void anEventKeepsTheStepThatItIsFor() {
    EventDefinition definition = new EventDefinition("svc", "{\"response\":1}", "research/ask");

    assertThat(EventWire.read("e1", definition).step()).isEqualTo("research/ask");
    assertThat(EventWire.read("e1", "{}").step()).isNull();
  }
}
