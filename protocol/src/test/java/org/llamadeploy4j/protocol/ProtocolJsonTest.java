package org.llamadeploy4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProtocolJsonTest {
  private static final TaskId TASK =
      TaskId.of(0, UUID.fromString("00000000-0000-4000-8000-000000000001"));

  @Test
  void aTextThatBreaksOffIsRefusedWithoutTheParsersOwnWordsForItsSource() {
    byte[] text = "{\"a\": {\"b\": 1}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ProtocolJson.readTree(text))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("close marker")
        .message()
        .doesNotContain("Source", "start marker");
  }

  @Test
  void modelsAreWrittenWithTheOriginalsFieldNamesInOrderNullsIncluded() {
    assertThat(json(new DeploymentDefinition("QuickStart"))).isEqualTo("{\"name\":\"QuickStart\"}");
    assertThat(json(new TaskDefinition("{}", null, null, null)))
        .isEqualTo("{\"input\":\"{}\",\"task_id\":null,\"session_id\":null,\"service_id\":null}");
    assertThat(json(SessionDefinition.of(new SessionId("s1"))))
        .isEqualTo("{\"session_id\":\"s1\",\"task_ids\":[],\"state\":{}}");
    assertThat(json(new EventDefinition("a", "{}")))
        .isEqualTo("{\"service_id\":\"a\",\"event_obj_str\":\"{}\"}");
    assertThat(json(new EventDefinition("a", "{}", "research/ask")))
        .isEqualTo("{\"service_id\":\"a\",\"event_obj_str\":\"{}\",\"step\":\"research/ask\"}");
    assertThat(json(new ErrorBody("gone"))).isEqualTo("{\"detail\":\"gone\"}");
    assertThat(json(new ServerStatus(ServerStatus.Health.HEALTHY, "", 10, List.of("a"))))
        .isEqualTo(
            "{\"status\":\"Healthy\",\"status_message\":\"\",\"max_deployments\":10,\"deployments\":[\"a\"]}");
    assertThat(json(new ServerStatus(ServerStatus.Health.DOWN, "API Server is down", null, null)))
        .isEqualTo(
            "{\"status\":\"Down\",\"status_message\":\"API Server is down\",\"max_deployments\":null,\"deployments\":null}");
    assertThat(json(null)).isEqualTo("null");
  }

  @Test
  void aResultIsTextAsItIsAndAnythingElseAsJson() {
    assertThat(json(TaskResult.of(TASK, utf8("\"Message received: hi\""))))
        .isEqualTo(
            "{\"task_id\":\"0-00000000-0000-4000-8000-000000000001\",\"history\":[],\"result\":\"Message received: hi\",\"data\":{}}");
    assertThat(TaskResult.of(TASK, utf8("{\"a\": [1, 2.50]}")).result())
        .isEqualTo("{\"a\": [1, 2.50]}");
  }

  @Test
  void aResultOfSeveralLinesIsShownOnOne() {
    assertThat(ProtocolJson.text(utf8("{\n \"a\": \"x\\ny\"\r\n}\n")))
        .isEqualTo("{  \"a\": \"x\\ny\" }");
  }

  @Test
  void aBlankStepIsRefused() {
    byte[] blank = utf8("{\"service_id\":\"a\",\"event_obj_str\":\"{}\",\"step\":\" \"}");

    assertThatThrownBy(() -> ProtocolJson.read(blank, EventDefinition.class))
        .hasMessageContaining("the field 'step' is blank; leave it out, or name a step");
  }

  @Test
  void aDetailIsFoundWhicheverServerWroteIt() {
    assertThat(ErrorBody.in(utf8("{\"detail\":\"gone\"}"))).hasValue(new ErrorBody("gone"));
    assertThat(
            ErrorBody.in(
                utf8(
                    "{\"detail\":[{\"loc\":[\"body\",0],\"msg\":\"Field required\"},{\"msg\":\"b\"}]}")))
        .hasValue(new ErrorBody("body.0: Field required; b"));
    assertThat(ErrorBody.in(utf8("Internal Server Error"))).isEmpty();
    assertThat(ErrorBody.in(utf8("{\"detail\":7}"))).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    roundTrip(new DeploymentDefinition("a"), DeploymentDefinition.class);
    roundTrip(new TaskDefinition("", "t", "s", "x"), TaskDefinition.class);
    roundTrip(new TaskDefinition("", null, null, null), TaskDefinition.class);
    roundTrip(new SessionDefinition("s", List.of("t"), Map.of("k", 1)), SessionDefinition.class);
    roundTrip(new EventDefinition("a", "{}"), EventDefinition.class);
    roundTrip(new EventDefinition("a", "{}", "research/ask"), EventDefinition.class);
    roundTrip(TaskResult.of(TASK, utf8("1")), TaskResult.class);
    roundTrip(
        new ServerStatus(ServerStatus.Health.UNHEALTHY, "ill", null, null), ServerStatus.class);
  }

  @Test
  void unknownFieldsAreIgnoredAndAbsentOnesTakeTheirDefaults() {
    assertThat(ProtocolJson.read(utf8("{\"input\":\"\",\"agent\":7}"), TaskDefinition.class))
        .isEqualTo(new TaskDefinition("", null, null, null));
    assertThat(ProtocolJson.read(utf8("{\"session_id\":\"s\"}"), SessionDefinition.class))
        .isEqualTo(new SessionDefinition("s", List.of(), Map.of()));
  }

  @Test
  void badJsonIsRefusedWithItsPlace() {
    refused("{\"input\":\"\",\n\"input\":\"\"}", "not valid JSON at line 2, column", "uplicate");
    refused("{\"input\":\"\"} x", "x");
    refused(
        "{\"input\":42}",
        "not of the expected form at line 1, column 10: the field 'input' must be a string");
    refused("{\"input\":true}", "the field 'input' must be a string");
    refused("[1]", "not of the expected form at line 1, column 1: it must be an object");
    refused("{}", "the field 'input' is missing or null; it is required");
    refused("{\"input\":null}", "the field 'input' is missing or null; it is required");
    refused("null", "expected a JSON object, found null");
    refused("", "expected a JSON object, found nothing");
    refused("{\"x\":" + "[".repeat(100_000), "depth");
  }

  @Test
  void aFieldOfTheWrongKindIsNamedWithWhatItMustBe() {
    assertThatThrownBy(() ->
            ProtocolJson.read(
                utf8("{\"session_id\":\"s\",\"task_ids\":7}"), SessionDefinition.class))
        .hasMessageContaining("the field 'task_ids' must be a list");
    assertThatThrownBy(() ->
            ProtocolJson.read(
                utf8("{\"session_id\":\"s\",\"task_ids\":[7]}"), SessionDefinition.class))
        .hasMessageContaining("the field 'task_ids[0]' must be a string");
    assertThatThrownBy(() ->
            ProtocolJson.read(
                utf8("{\"status\":\"Fine\",\"status_message\":\"\"}"), ServerStatus.class))
        .hasMessageContaining("the field 'status' must be one of Healthy, Unhealthy, Down");
  }

  @Test
  void aDocumentThatIsTooLargeIsNotRead() {
    assertThatThrownBy(() -> ProtocolJson.readTree(new byte[ProtocolJson.MAX_DOCUMENT_BYTES + 1]))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("the JSON has 16777217 bytes; at most 16777216 are read");
  }

  @Test
  void anInputIsEmptyOrAnObject() {
    assertThat(TaskInput.toJson("")).isEqualTo(utf8("{}"));
    assertThat(TaskInput.toJson(" {\"n\": 12345678901234567890.10}"))
        .isEqualTo(utf8(" {\"n\": 12345678901234567890.10}"));
    assertThatThrownBy(() -> TaskInput.toJson("[1]"))
        .hasMessage("'input' must be empty or a JSON object in a string; it is a list");
    assertThatThrownBy(() -> TaskInput.toJson("\"x\""))
        .hasMessage("'input' must be empty or a JSON object in a string; it is a string");
    assertThatThrownBy(() -> TaskInput.toJson("hello"))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith(
            "'input' must be empty or a JSON object in a string: not valid JSON at line 1, column");
    assertThatThrownBy(() -> TaskInput.toJson(" ")).isInstanceOf(ProtocolException.class);
  }

  @Test
  void everyErrorCodeHasItsStatus() {
    assertThat(ErrorCode.INVALID_INPUT.httpStatus()).isEqualTo(422);
    assertThat(ErrorCode.values())
        .extracting(ErrorCode::httpStatus)
        .allMatch(s -> s >= 400 && s < 600);
  }

  private static void refused(String json, String... parts) {
    assertThatThrownBy(() -> ProtocolJson.read(utf8(json), TaskDefinition.class))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContainingAll(parts);
  }

  private static <T> void roundTrip(T value, Class<T> type) {
    assertThat(ProtocolJson.read(ProtocolJson.write(value), type)).isEqualTo(value);
  }

  private static String json(@Nullable Object value) {
    return new String(ProtocolJson.write(value), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
