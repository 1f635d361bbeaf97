package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.InvalidInputException;

class JsonTest {

  private static @Nullable Object parse(String json) {
    return Json.parse(json.getBytes(UTF_8));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", "not JSON: it is empty"),
        Arguments.of("{\"a\": tru}", "not JSON: Unrecognized token 'tru'"),
        Arguments.of("{\"a\":\n 1", "(line 2, column"),
        Arguments.of("1 2", "not JSON: something follows the first value"),
        Arguments.of("{\"a\": 1, \"a\": 2}", "the field 'a' is there twice"),
        Arguments.of("7".repeat(1001), "the JSON is a number of 1001 characters"),
        Arguments.of(
            "{\"a\": [1, {\"b\": -" + "7".repeat(1001) + "}]}",
            "a[1].b is a number of 1001 characters; a number has at most 1000"),
        Arguments.of("[1." + "7".repeat(1001) + "]", "[0] is a number of"),
        Arguments.of("{\"a\": {\"" + "k".repeat(10_001) + "\": 1}}", "has a key of 10001"),
        Arguments.of("{\"" + "k".repeat(99_000) + "\": 1}", "has a key of more than 10000"),
        Arguments.of("[".repeat(151), "[0][0][0][0][0][0][0][0]… (142 levels further down) is"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNoJsonOrTooLargeIsRefusedWithItsPlaceAndOurWords(String json, String problem) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("Constraints");
  }

  @Test
  void whatIsAtTheLimitsIsRead() {
    assertThat(parse("[".repeat(150) + "]".repeat(150))).isNotNull();
    assertThat(parse("-" + "7".repeat(1000))).isNotNull();
    assertThat(parse("{\"" + "€".repeat(10_000) + "\": 1}")).isNotNull();
  }

  @Test
  void aFileOfSecretsThatIsTooLargeIsRefusedWithoutItsValues() {
    record Config(int port) {}

    JsonRecords.Result result =
        JsonRecords.create()
            .read(("{\"port\": " + "7".repeat(2000) + "}").getBytes(UTF_8), "", Config.class);

    assertThat(((JsonRecords.Result.Problems) result).sentences())
        .containsExactly("port is a number of 2000 characters; a number has at most 1000");
  }

  static Stream<Arguments> equal() {
    return Stream.of(
        Arguments.of("100", "100.0"),
        Arguments.of("100", "1E+2"),
        Arguments.of("1000000000000000000000000", "1e24"),
        Arguments.of("0", "-0.0"),
        Arguments.of("0.5", "5.0e-1"),
        Arguments.of("1E+99999", "10e99998"),
        Arguments.of("{\"a\": 1, \"b\": [2.50]}", "{\"b\": [2.5], \"a\": 1.0}"));
  }

  @ParameterizedTest
  @MethodSource("equal")
  void equalValuesHaveOneCanonicalText(String one, String other) {
    assertThat(Json.canonical(parse(one))).isEqualTo(Json.canonical(parse(other)));
  }

  @Test
  void aCanonicalTextIsItsOwn() {
    String text = Json.canonical(parse("{\"b\": 1E+400, \"a\": [100.0, 0.10, null, true]}"));

    assertThat(text)
        .isEqualTo("{\"a\":[100,0.1,null,true],\"b\":1" + "0".repeat(400) + "}")
        .isEqualTo(Json.canonical(parse(text)));
  }

  @Test
  void plainValuesAreDoublesOnlyWhereNoDigitIsLost() {
    assertThat(AnyCodec.plainOrNull(parse("[0.1, 1.50, 1e300, 9007199254740993.5, 1e-400, 1e400]")))
        .isEqualTo(
            List.of(
                0.1,
                1.5,
                1e300,
                new BigDecimal("9007199254740993.5"),
                new BigDecimal("1E-400"),
                new BigDecimal("1E+400")));
    assertThat(AnyCodec.plainOrNull(parse("{\"a\": {\"b\": 2.5}}")))
        .isEqualTo(Map.of("a", Map.of("b", 2.5)));
  }
}
