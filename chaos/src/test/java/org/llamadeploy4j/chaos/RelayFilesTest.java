package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayFilesTest {
  @TempDir Path folder;

  @Test
  void everythingThatDeploymentsNeedLiesInTheFolder() {
    RelayFiles files = RelayFiles.write(folder);
    assertThat(folder.resolve("relay/Relay.java")).isNotEmptyFile();
    assertThat(files.permits()).isEmptyDirectory();
    assertThat(Relays.values())
        .allSatisfy(relays -> {
          assertThat(files.outsideLog(relays)).isEmptyFile();
          assertThat(files.deployment(relays))
              .content()
              .contains("name: " + relays.title())
              .contains("stream: " + relays.stream())
              .contains("journal: " + relays.journal())
              .contains(files.outsideLog(relays).toString());
        });
  }

  @Test
  void whatTheGuestWritesDownIsKeptApart() {
    RelayFiles files = new RelayFiles(folder);
    assertThat(files.outsideLog(Relays.GUEST)).isNotEqualTo(files.outsideLog(Relays.LIVE));
    assertThat(files.outsideLog(Relays.COMMITTED)).isEqualTo(files.outsideLog(Relays.LIVE));
  }
}
