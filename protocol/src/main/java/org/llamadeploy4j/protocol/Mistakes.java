package org.llamadeploy4j.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/** Collects what is wrong and what is odd while one file is read. Used by one thread. */
final class Mistakes {
  private static final Comparator<Mistake> IN_ORDER_OF_FILE =
      Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column);

  private final String fileName;
  private final List<Mistake> mistakes = new ArrayList<>();
  private final List<Mistake> warnings = new ArrayList<>();

  Mistakes(String fileName) {
    this.fileName = fileName;
  }

  void add(Mark at, String key, String message) {
    add(line(at), at.getColumn() + 1, key, message);
  }

  void add(int line, int column, String key, String message) {
    mistakes.add(new Mistake(line, column, key, message));
  }

  void warn(Mark at, String key, String message) {
    warnings.add(new Mistake(line(at), at.getColumn() + 1, key, message));
  }

  /** The line of a place, from 1. */
  static int line(Mark at) {
    return at.getLine() + 1;
  }

  boolean none() {
    return mistakes.isEmpty();
  }

  List<String> warnings() {
    return warnings.stream().sorted(IN_ORDER_OF_FILE).map(w -> w.in(fileName)).toList();
  }

  InvalidDeploymentException refusal() {
    return new InvalidDeploymentException(
        fileName, mistakes.stream().sorted(IN_ORDER_OF_FILE).toList());
  }
}
