package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.protocol.ArtifactHash;

class FolderArtifactStoreTest extends ArtifactStoreContract {
  @TempDir Path folder;

  @Override
  ArtifactStore store() {
    return new FolderArtifactStore(folder.resolve("artifacts"));
  }

  @Test
  void twoStoresOnOneFolderSeeTheSame() {
    ArtifactHash hash = store().put(bytes("one"));
    assertThat(store().get(hash)).isEqualTo(bytes("one"));
  }

  @Test
  void storingLeavesOneFileAndNothingHalfWritten() throws IOException {
    store().put(bytes("one"));
    store().put(bytes("one"));
    assertThat(files()).hasSize(1);
  }

  @Test
  void aDamagedArtifactIsNotHandedOut() throws IOException {
    ArtifactHash hash = store().put(bytes("one"));
    Files.write(files().getFirst(), bytes("two"));
    assertThatThrownBy(() -> store().get(hash))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void storingADamagedArtifactAgainRepairsIt() throws IOException {
    ArtifactHash hash = store().put(bytes("one"));
    Files.write(files().getFirst(), bytes("two"));
    store().put(bytes("one"));
    assertThat(store().get(hash)).isEqualTo(bytes("one"));
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new FolderArtifactStore(file).put(bytes("one")))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aFolderBelongsToTheFirstFleetThatClaimsIt() throws IOException {
    FolderArtifactStore store = new FolderArtifactStore(folder.resolve("artifacts"));
    assertThat(store.fleet()).isEmpty();
    assertThat(store.claim("f-1")).isEqualTo("f-1");
    assertThat(store.claim("f-2")).isEqualTo("f-1");
    assertThat(store.fleet()).contains("f-1");
    assertThat(files()).containsExactly(store.fleetFile());
    Files.writeString(store.fleetFile(), "f-3\n");
    assertThat(store.fleet()).contains("f-3");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
