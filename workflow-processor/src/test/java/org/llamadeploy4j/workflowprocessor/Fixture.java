package org.llamadeploy4j.workflowprocessor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A source file with the problems it has. It begins with a line {@code // rule: message} for each,
 * and each line that a compiler should point at ends in {@code // <- rule}.
 *
 * @param messages all problems, as text
 * @param marks the lines pointed at, as "line rule"
 */
record Fixture(Path file, Set<String> messages, Set<String> marks) {

  private static final String MARK = "// <- ";

  static List<Fixture> all() {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/fixtures"))) {
      return files.sorted().map(Fixture::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fixture read(Path file) {
    Set<String> messages = new TreeSet<>();
    Set<String> marks = new TreeSet<>();
    List<String> lines = new ArrayList<>();
    try {
      lines.addAll(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int mark = line.indexOf(MARK);
      if (mark >= 0) {
        for (String rule : line.substring(mark + MARK.length()).split(", ", -1)) {
          marks.add((i + 1) + " " + rule);
        }
      } else if (line.matches("// [a-z-]+: .*")) {
        int colon = line.indexOf(':');
        messages.add(line.substring(colon + 2) + " [" + line.substring(3, colon) + "]");
      }
    }
    return new Fixture(file.toAbsolutePath(), messages, marks);
  }

  String className() {
    return file.getFileName().toString().replace(".java", "");
  }

  @Override
  public String toString() {
    return className();
  }
}
