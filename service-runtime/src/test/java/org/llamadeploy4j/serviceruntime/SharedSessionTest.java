package org.llamadeploy4j.serviceruntime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedSessionTest {
  @Test
  void aRunBringsInWhatItChangedAndLeavesTheRest() {
    SharedSession session =
        new SharedSession(states("a", "1", "b", "1", "c", "1"), bytes("{\"a\":1,\"b\":1,\"c\":1}"));
    session.see(bytes("{\"a\":2,\"b\":2,\"d\":2}"));

    assertThat(session.after(states("a", "1", "b", "9", "c", "1", "e", "9")))
        .asString(UTF_8)
        .isEqualTo("{\"a\":2,\"b\":9,\"d\":2,\"e\":9}");
    assertThat(session.seen().seen()).asString(UTF_8).isEqualTo("{\"a\":2,\"b\":2,\"d\":2}");
  }

  @Test
  void aRunThatChangedNothingLeavesAllAsItIs() {
    SharedSession session = new SharedSession(states("a", "1"), bytes("{\"a\":2}"));

    assertThat(session.after(states("a", "1"))).isNull();
  }

  @Test
  void whatARunClearedIsClearedAndAnEmptySessionIsFilled() {
    assertThat(new SharedSession(states("a", "1"), bytes("{\"a\":2,\"b\":3}")).after(Map.of()))
        .asString(UTF_8)
        .isEqualTo("{\"b\":3}");
    assertThat(new SharedSession(Map.of(), null).after(states("a", "1")))
        .asString(UTF_8)
        .isEqualTo("{\"a\":1}");
  }

  private static Map<String, byte[]> states(String... namesAndValues) {
    Map<String, byte[]> states = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      states.put(namesAndValues[i], bytes(namesAndValues[i + 1]));
    }
    return states;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
