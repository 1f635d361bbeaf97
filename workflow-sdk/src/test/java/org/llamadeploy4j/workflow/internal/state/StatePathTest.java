package org.llamadeploy4j.workflow.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.StateException;

class StatePathTest {

  // T155
  @Test
  void dotsSeparateTheParts() {
    assertThat(StatePath.of("a").parts()).containsExactly("a");
    assertThat(StatePath.of("orders.0.unit price").parts())
        .containsExactly("orders", "0", "unit price");
  }

  // T157
  @Test
  void anEmptyPathIsRefused() {
    assertThatThrownBy(() -> StatePath.of(""))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("a path is empty");
  }

  // T157
  @ParameterizedTest
  @ValueSource(strings = {".", ".a", "a.", "a..b"})
  void anEmptyPartIsRefusedWithThePath(String path) {
    assertThatThrownBy(() -> StatePath.of(path))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("the path '" + path + "' has an empty part");
  }

  // T158
  @Test
  void aPathOfMoreThanAThousandPartsIsRefused() {
    assertThat(StatePath.of(path(1_000)).parts()).hasSize(1_000);
    assertThatThrownBy(() -> StatePath.of(path(1_001)))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("has 1001 parts; at most 1000");
  }

  private static String path(int parts) {
    return String.join(".", Collections.nCopies(parts, "a"));
  }
}
