package org.llamadeploy4j.controlplane;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.llamadeploy4j.protocol.ErrorCode;

/**
 * Packs a source into a zip whose bytes depend on nothing but the files' names and contents: sorted
 * entries, one fixed time, stored without compression (a compressor's output changes with its
 * version). Follows links to files inside the source, refuses all others.
 */
final class SourcePacker {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final Set<String> NEVER_SOURCE = Set.of(".git", "node_modules", ".llamadeploy");
  private static final String BUILD_OUTPUT = "target";

  private final SourceLimits limits;

  SourcePacker(SourceLimits limits) {
    this.limits = limits;
  }

  /**
   * Packs a folder with all below it, or one file alone.
   *
   * @param source a real path
   * @throws ControlPlaneException when it is empty, too large, or cannot be read
   */
  byte[] pack(Path source) {
    try {
      return zip(Files.isDirectory(source) ? filesBelow(source) : loneFile(source));
    } catch (IOException | UncheckedIOException e) {
      throw new ControlPlaneException(
          ErrorCode.INVALID_INPUT, "The source '%s' cannot be read: %s".formatted(source, e), e);
    }
  }

  private static Map<String, Path> loneFile(Path file) {
    return Map.of(String.valueOf(file.getFileName()), file);
  }

  private Map<String, Path> filesBelow(Path root) throws IOException {
    Collector collector = new Collector(root);
    Files.walkFileTree(root, collector);
    if (collector.files.isEmpty()) {
      throw refused("The source '%s' holds no files".formatted(root));
    }
    return collector.files;
  }

  private byte[] zip(Map<String, Path> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long total = 0;
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        total += Files.size(file.getValue());
        if (total > limits.maxBytes()) {
          throw refused("The source has more than %d bytes".formatted(limits.maxBytes()));
        }
        byte[] content = read(file.getValue());
        zip.putNextEntry(entry(file.getKey(), content));
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Does not follow a link that took the file's place since it was looked at. */
  private static byte[] read(Path file) throws IOException {
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readAllBytes();
    }
  }

  private static ZipEntry entry(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(TIME);
    return entry;
  }

  private static ControlPlaneException refused(String message) {
    return new ControlPlaneException(ErrorCode.INVALID_INPUT, message);
  }

  /** Notes the files of a folder under their names in the zip. */
  private final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final TreeMap<String, Path> files = new TreeMap<>();

    Collector(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
      return !dir.equals(root) && isSkipped(dir)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path real = attributes.isSymbolicLink() ? linked(file) : file;
      if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        throw refused("'%s' is neither a file nor a folder".formatted(file));
      }
      files.put(root.relativize(file).toString().replace('\\', '/'), real);
      if (files.size() > limits.maxFiles()) {
        throw refused("The source '%s' has more than %d files".formatted(root, limits.maxFiles()));
      }
      return FileVisitResult.CONTINUE;
    }

    private Path linked(Path link) throws IOException {
      Path real = link.toRealPath();
      if (!real.startsWith(root) || !Files.isRegularFile(real)) {
        throw refused("The link '%s' does not point to a file of the source".formatted(link));
      }
      return real;
    }

    /** A folder called {@code target} is build output only where a build file says so. */
    private boolean isSkipped(Path dir) {
      String name = String.valueOf(dir.getFileName());
      boolean buildOutput =
          name.equals(BUILD_OUTPUT)
              && (root.equals(dir.getParent()) || Files.exists(dir.resolveSibling("pom.xml")));
      return buildOutput || NEVER_SOURCE.contains(name);
    }
  }
}
