package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessRestartTest {
  @Test
  void aProgramThatAskedForAnyPortKeepsTheOneItGot() {
    assertThat(ProcessRestart.withPort(List.of("java", "serve", "--port", "0", "f.yml"), 4711))
        .containsExactly("java", "serve", "--port", "4711", "f.yml");
    assertThat(ProcessRestart.withPort(List.of("java", "serve", "--port=0"), 4711))
        .containsExactly("java", "serve", "--port=4711");
  }

  @Test
  void otherWordsStayAsTheyAre() {
    List<String> command = List.of("java", "-Dx=0", "serve", "--port", "80", "0");

    assertThat(ProcessRestart.withPort(command, 4711)).isEqualTo(command);
  }
}
