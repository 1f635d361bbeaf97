package org.llamadeploy4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  private static Options options(String... args) {
    return Options.parse(args, Set.of("clients", "pid", "output"));
  }

  @Test
  void theLastValueWinsAndAllAreKept() {
    Options options = options("--pid", "a=1", "--pid", "b=2");

    assertThat(options.text("pid", "")).isEqualTo("b=2");
    assertThat(options.all("pid")).containsExactly("a=1", "b=2");
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    assertThat(options().number("clients", 7)).isEqualTo(7);
    assertThat(options().seconds("clients", 7)).isEqualTo(Duration.ofSeconds(7));
    assertThat(options().has("clients")).isFalse();
    assertThat(options().all("pid")).isEmpty();
  }

  @Test
  void theShortFormOfOutputIsKnown() {
    assertThat(options("-o", "json").text("output", "text")).isEqualTo("json");
  }

  @Test
  void anUnknownOptionIsRefusedByName() {
    assertThatThrownBy(() -> options("--clints", "3")).hasMessageContaining("--clints");
  }

  @Test
  void anOptionWithoutItsValueIsRefused() {
    assertThatThrownBy(() -> options("--clients")).hasMessageContaining("needs a value");
  }

  @Test
  void aWordWhereANumberBelongsIsRefused() {
    assertThatThrownBy(() -> options("--clients", "many").number("clients", 1))
        .hasMessageContaining("--clients")
        .hasMessageContaining("many");
  }
}
