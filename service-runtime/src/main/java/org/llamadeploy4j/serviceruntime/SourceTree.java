package org.llamadeploy4j.serviceruntime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;

/**
 * An unpacked source, and which kind of source it is.
 *
 * @param root its folder
 * @param kind what it holds
 * @param files all files, relative to the root, sorted
 */
record SourceTree(Path root, Kind kind, List<Path> files) {
  SourceTree {
    files = List.copyOf(files);
  }

  /** Kinds of sources. */
  enum Kind {
    /** Java sources, to be compiled; everything else is a resource. */
    JAVA,
    /** Classes, each in the folder of its package. */
    CLASSES,
    /** One jar at the root; what lies beside it is not code, except for libraries. */
    JAR
  }

  /**
   * Looks at a folder.
   *
   * @throws ServiceRuntimeException when it holds no code
   */
  static SourceTree scan(Path root) {
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> files = walk.filter(Files::isRegularFile).map(root::relativize).sorted().toList();
      return new SourceTree(root, kind(files), files);
    } catch (IOException e) {
      throw new ServiceRuntimeException(
          Code.IO, "the unpacked source cannot be read: " + e.getMessage(), e);
    }
  }

  private static Kind kind(List<Path> files) {
    if (files.stream().anyMatch(f -> endsWith(f, ".java"))) {
      return Kind.JAVA;
    }
    if (files.stream().anyMatch(f -> endsWith(f, ".class"))) {
      return Kind.CLASSES;
    }
    if (files.stream().filter(SourceTree::isJarAtRoot).count() == 1) {
      return Kind.JAR;
    }
    throw new ServiceRuntimeException(
        Code.BAD_ARTIFACT,
        "the source holds no code: expected a folder of .java files, a folder of .class files, or"
            + " one jar, also beside other files");
  }

  /** The files with this ending, such as {@code .java}. */
  List<Path> ending(String suffix) {
    return files.stream().filter(f -> endsWith(f, suffix)).toList();
  }

  private static boolean isJarAtRoot(Path file) {
    return file.getNameCount() == 1 && endsWith(file, ".jar");
  }

  /** The jar of a source that is one, relative to the root. */
  Path jar() {
    return files.stream().filter(SourceTree::isJarAtRoot).findFirst().orElseThrow();
  }

  /** Jars in the folder {@code lib}: libraries that the code uses. */
  List<Path> libraries() {
    return ending(".jar").stream()
        .filter(f -> f.getNameCount() == 2 && f.startsWith("lib"))
        .map(root::resolve)
        .toList();
  }

  /** The path with forward slashes, whatever the system's. */
  static String text(Path relative) {
    return relative.toString().replace('\\', '/');
  }

  private static boolean endsWith(Path file, String suffix) {
    return file.toString().endsWith(suffix);
  }
}
