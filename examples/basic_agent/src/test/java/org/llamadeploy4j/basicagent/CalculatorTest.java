package org.llamadeploy4j.basicagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalculatorTest {
  private static String calculate(String expression) {
    return new Calculator()
        .call(JsonNodeFactory.instance.objectNode().put("expression", expression));
  }

  @ParameterizedTest
  @CsvSource({
    "6*7, 42",
    "1 + 2 * 3, 7",
    "(1 + 2) * 3, 9",
    "10 - 4 - 3, 3",
    "8 / 4 / 2, 1",
    "-2 * -(3 + 1), 8",
    "0.1 + 0.2, 0.3",
    "100 * 10, 1000",
    "1 / 3, 0.3333333333333333333333333333333333"
  })
  void expressionsHaveTheValueTheyHaveAtSchool(String expression, String value) {
    assertThat(calculate(expression)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "1 +, a number is missing at character 3 of '1+'",
    "(1, a ) is missing at character 3 of '(1'",
    "2x, an operator is missing at character 2 of '2x'",
    "'', a number is missing at character 1 of ''"
  })
  void whatIsNoExpressionIsRefusedWithItsPlace(String expression, String message) {
    assertThatThrownBy(() -> calculate(expression)).hasMessage(message);
  }

  @Test
  void expressionsAreNotNestedWithoutEnd() {
    assertThatThrownBy(() -> calculate("-".repeat(100_000) + "1")).hasMessageContaining("too deep");
  }
}
