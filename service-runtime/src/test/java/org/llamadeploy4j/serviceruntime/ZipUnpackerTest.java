package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipUnpackerTest {
  @TempDir Path folder;

  private void unpack(byte[] zip, ZipUnpacker.Limits limits) {
    ZipUnpacker.unpack(zip, folder.resolve("in"), limits);
  }

  @Test
  void filesComeOutWhereTheyWere() {
    unpack(Artifacts.java("a/B.java", "class B {}"), ZipUnpacker.Limits.DEFAULT);

    assertThat(folder.resolve("in/a/B.java")).hasContent("class B {}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/tmp/evil", "a\\..\\..\\evil"})
  void aFileOutsideOfTheFolderIsRefused(String name) {
    assertThatThrownBy(() -> unpack(Artifacts.java(name, "x"), ZipUnpacker.Limits.DEFAULT))
        .isInstanceOf(ServiceRuntimeException.class)
        .hasMessageContaining("outside");
    assertThat(Files.exists(folder.resolve("evil"))).isFalse();
  }

  @Test
  void tooManyFilesAreRefused() {
    assertThatThrownBy(
            () -> unpack(Artifacts.java("a", "1", "b", "2"), new ZipUnpacker.Limits(1, 100)))
        .hasMessageContaining("more than 1 files");
  }

  @Test
  void aZipThatGrowsTooMuchIsRefused() {
    byte[] bomb = Artifacts.empty().with("zeros", new byte[1_000_000]).zip();

    assertThat(bomb.length).isLessThan(10_000);
    assertThatThrownBy(() -> unpack(bomb, new ZipUnpacker.Limits(10, 999_999)))
        .hasMessageContaining("more than 999,999 bytes");
  }

  @Test
  void whatIsNoZipIsRefused() {
    byte[] text = "not a zip".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> unpack(text, ZipUnpacker.Limits.DEFAULT))
        .hasMessageContaining("holds no file");
  }

  @Test
  void aZipThatIsCutShortIsRefused() {
    byte[] zip = Artifacts.empty().with("a", "x".repeat(10_000)).zip();

    assertThatThrownBy(() -> unpack(Arrays.copyOf(zip, 40), ZipUnpacker.Limits.DEFAULT))
        .isInstanceOf(ServiceRuntimeException.class);
  }
}
