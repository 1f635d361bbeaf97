package org.llamadeploy4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
  private static final List<String> KEYS = List.of("name", "source", "path", "import-path", "env");

  @Test
  void aSlipOfTheFingerIsForgiven() {
    assertThat(NearestWord.to("nmae", KEYS)).hasValue("name");
    assertThat(NearestWord.to("Source", KEYS)).hasValue("source");
    assertThat(NearestWord.to("import_pth", KEYS)).hasValue("import-path");
    assertThat(NearestWord.to("envs", KEYS)).hasValue("env");
  }

  @Test
  void aStrangerHasNoNeighbour() {
    assertThat(NearestWord.to("colour", KEYS)).isEmpty();
    assertThat(NearestWord.to("x", KEYS)).isEmpty();
    assertThat(NearestWord.to("", KEYS)).isEmpty();
    assertThat(NearestWord.to("name", List.of())).isEmpty();
  }

  @Test
  void distanceCountsEdits() {
    assertThat(NearestWord.distance("", "abc")).isEqualTo(3);
    assertThat(NearestWord.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestWord.distance("ab", "ba")).isEqualTo(1);
  }
}
