package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what a benchmark's processes write; gone when it is closed. */
record Scratch(Path folder) implements AutoCloseable {

  /** A new folder with this in its name. */
  static Scratch of(String name) throws IOException {
    return new Scratch(Files.createTempDirectory("llamadeploy4j-" + name + "-"));
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}
