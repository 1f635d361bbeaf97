package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class DotenvTest {
  @Test
  void everyFormOfALineIsRead() {
    String text =
        """
        # a comment
        PLAIN=value
        export EXPORTED = spaced out   # with a comment

        SINGLE='as $it \\n stands' # comment
        DOUBLE="two\\nlines and \\"quotes\\""
        EMPTY=
        HASH=a#b
        PLAIN=later
        """;

    assertThat(Dotenv.parse(text, ".env"))
        .containsExactly(
            entry("PLAIN", "later"),
            entry("EXPORTED", "spaced out"),
            entry("SINGLE", "as $it \\n stands"),
            entry("DOUBLE", "two\nlines and \"quotes\""),
            entry("EMPTY", ""),
            entry("HASH", "a#b"));
  }

  @Test
  void aMistakeIsNamedByItsLineAndNeverByItsValue() {
    assertThatThrownBy(() -> Dotenv.parse("A=1\nKEY=\"secret\n", "dev.env"))
        .hasMessageContaining("dev.env:2")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Dotenv.parse("just words", "dev.env"))
        .hasMessageContaining("dev.env:1: expected NAME=value");
  }
}
