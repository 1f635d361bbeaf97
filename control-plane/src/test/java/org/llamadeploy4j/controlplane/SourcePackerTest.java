package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcePackerTest {
  private final SourcePacker packer = new SourcePacker(SourceLimits.defaults());
  @TempDir private Path temp;
  private Path root = Path.of("");

  @BeforeEach
  void resolveTheFolder() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("source"));
  }

  @Test
  void theZipHoldsAllFilesSorted() throws IOException {
    write("b/Two.java", "two");
    write("a.txt", "one");
    write("B.java", "three");

    assertThat(unzip(packer.pack(root)))
        .containsExactly(
            Map.entry("B.java", "three"),
            Map.entry("a.txt", "one"),
            Map.entry("b/Two.java", "two"));
  }

  @Test
  void theSameFilesGiveTheSameBytesWheneverTheyWereWritten() throws IOException {
    write("Echo.java", "class Echo {}");
    byte[] before = packer.pack(root);
    Files.setLastModifiedTime(
        root.resolve("Echo.java"), FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));

    assertThat(packer.pack(root)).isEqualTo(before);
  }

  @Test
  void otherContentGivesOtherBytes() throws IOException {
    write("Echo.java", "class Echo {}");
    byte[] before = packer.pack(root);
    write("Echo.java", "class Ecko {}");

    assertThat(packer.pack(root)).isNotEqualTo(before);
  }

  @Test
  void whatIsNoSourceIsLeftOut() throws IOException {
    write(".git/config", "x");
    write("ui/node_modules/x.js", "x");
    write(".llamadeploy/redis.aof", "x");
    write("target/classes/Echo.class", "x");
    write("module/pom.xml", "x");
    write("module/target/Echo.class", "x");
    write("com/shop/target/Goal.java", "kept");

    assertThat(unzip(packer.pack(root)))
        .containsOnlyKeys("com/shop/target/Goal.java", "module/pom.xml");
  }

  @Test
  void aFolderOfClassesMayBeCalledTarget() throws IOException {
    Path classes = Files.createDirectory(root.resolve("target"));
    Files.writeString(classes.resolve("Echo.class"), "x");

    assertThat(unzip(packer.pack(classes))).containsOnlyKeys("Echo.class");
  }

  @Test
  void aJarIsPackedAlone() throws IOException {
    write("flows.jar", "jar");
    write("other.txt", "x");

    assertThat(unzip(packer.pack(root.resolve("flows.jar"))))
        .containsExactly(Map.entry("flows.jar", "jar"));
  }

  @Test
  void aLinkToAFileOfTheSourceIsFollowed() throws IOException {
    write("real.txt", "text");
    Files.createSymbolicLink(root.resolve("link.txt"), root.resolve("real.txt"));

    assertThat(unzip(packer.pack(root))).containsEntry("link.txt", "text");
  }

  @Test
  void aLinkOutOfTheSourceIsRefused() throws IOException {
    Path secret = Files.writeString(temp.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(root.resolve("link.txt"), secret);

    assertThatThrownBy(() -> packer.pack(root))
        .isInstanceOf(ControlPlaneException.class)
        .hasMessageContaining("link.txt' does not point to a file of the source");
  }

  @Test
  void anEmptyFolderIsRefused() {
    assertThatThrownBy(() -> packer.pack(root)).hasMessageEndingWith("holds no files");
  }

  @Test
  void tooManyFilesAreRefused() throws IOException {
    write("1", "");
    write("2", "");
    write("3", "");

    assertThatThrownBy(() -> new SourcePacker(new SourceLimits(2, 100)).pack(root))
        .hasMessageEndingWith("has more than 2 files");
  }

  @Test
  void tooManyBytesAreRefused() throws IOException {
    write("1", "123456");
    write("2", "123456");

    assertThatThrownBy(() -> new SourcePacker(new SourceLimits(10, 10)).pack(root))
        .hasMessageEndingWith("has more than 10 bytes");
  }

  private void write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static Map<String, String> unzip(byte[] zip) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        files.put(e.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
