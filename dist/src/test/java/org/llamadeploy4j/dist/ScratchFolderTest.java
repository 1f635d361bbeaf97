package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
  @TempDir Path folder;

  @Test
  void whatIsToBeKeptIsKeptAndAllElseIsGone() throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Files.writeString(logs.resolve("program.log"), "why");
    Files.createDirectories(folder.resolve("redis/data"));
    Files.writeString(folder.resolve("redis/data/file"), "data");
    Files.writeString(folder.resolve("lock"), "");

    ScratchFolder.removeAllBut(folder, logs);

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(logs);
    }
    assertThat(logs.resolve("program.log")).hasContent("why");
  }

  @Test
  void aLinkIsRemovedAndNotFollowed() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("file"), "kept");
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    Files.createSymbolicLink(scratch.resolve("link"), outside);

    ScratchFolder.remove(scratch);

    assertThat(scratch).doesNotExist();
    assertThat(outside.resolve("file")).hasContent("kept");
  }
}
