package org.llamadeploy4j.basicagent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.math.BigDecimal;
import java.math.MathContext;

/** Works out an expression of numbers, {@code + - * /} and parentheses, to 34 digits. Stateless. */
final class Calculator implements Tool {
  private static final MathContext DIGITS = MathContext.DECIMAL128;
  private static final int DEPTH = 100;

  @Override
  public ToolSpecification specification() {
    return Tool.taking("expression", "(1.5 + 2) * -3", "calculator", "Calculates with + - * / ( )");
  }

  @Override
  public String call(JsonNode arguments) {
    Reader reader = new Reader(arguments.required("expression").asText().replace(" ", ""));
    BigDecimal value = reader.sum();
    reader.expectEnd();
    return value.stripTrailingZeros().toPlainString();
  }

  /** Reads the text from left to right, one method for each rank of operators. */
  private static final class Reader {
    private final String text;
    private int at;
    private int depth;

    Reader(String text) {
      this.text = text;
    }

    BigDecimal sum() {
      BigDecimal value = product();
      while (true) {
        if (skip('+')) {
          value = value.add(product(), DIGITS);
        } else if (skip('-')) {
          value = value.subtract(product(), DIGITS);
        } else {
          return value;
        }
      }
    }

    private BigDecimal product() {
      BigDecimal value = factor();
      while (true) {
        if (skip('*')) {
          value = value.multiply(factor(), DIGITS);
        } else if (skip('/')) {
          value = value.divide(factor(), DIGITS);
        } else {
          return value;
        }
      }
    }

    private BigDecimal factor() {
      if (++depth > DEPTH) {
        throw wrong("it is nested too deep");
      }
      BigDecimal value;
      if (skip('-')) {
        value = factor().negate();
      } else if (skip('(')) {
        value = sum();
        if (!skip(')')) {
          throw wrong("a ) is missing");
        }
      } else {
        value = number();
      }
      depth--;
      return value;
    }

    private BigDecimal number() {
      int from = at;
      while (at < text.length() && "0123456789.".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      try {
        return new BigDecimal(text.substring(from, at));
      } catch (NumberFormatException e) {
        throw wrong("a number is missing");
      }
    }

    void expectEnd() {
      if (at < text.length()) {
        throw wrong("an operator is missing");
      }
    }

    private boolean skip(char expected) {
      boolean there = at < text.length() && text.charAt(at) == expected;
      at += there ? 1 : 0;
      return there;
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException(
          "%s at character %d of '%s'".formatted(what, at + 1, text));
    }
  }
}
