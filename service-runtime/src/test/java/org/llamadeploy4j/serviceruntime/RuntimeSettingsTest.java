package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RuntimeId;

final class RuntimeSettingsTest {
  private static final RuntimeSettings SETTINGS =
      RuntimeSettings.of(new RuntimeId("r"), "here", Path.of("work"));

  @Test
  void listenersThatTheClassPathNamesAreFoundWhereTheyAreAskedFor() {
    assertThat(SETTINGS.listeners()).isEmpty();
    assertThat(SETTINGS.withListenersOnClassPath().listeners())
        .singleElement()
        .isInstanceOf(FoundListener.class);
  }
}
