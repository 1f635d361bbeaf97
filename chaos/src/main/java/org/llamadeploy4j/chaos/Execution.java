package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one execution of a step wrote down outside.
 *
 * @param number the task's
 * @param step 1 to 3
 * @param mark this execution's own
 * @param from the mark of the execution that the step's event came from; {@code -} for the first
 * @param pid the process
 * @param atMillis when, by the wall clock
 */
record Execution(int number, int step, String mark, String from, long pid, long atMillis) {

  /** Reads the file that steps append to; a line that is not whole is left out. */
  static List<Execution> readAll(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(line -> line.split(" ", -1))
          .filter(words -> words.length == 6)
          .map(Execution::of)
          .toList();
    } catch (IOException e) {
      throw new ChaosException("cannot read " + file, e);
    }
  }

  private static Execution of(String[] words) {
    return new Execution(
        Integer.parseInt(words[0]),
        Integer.parseInt(words[1]),
        words[2],
        words[3],
        Long.parseLong(words[4]),
        Long.parseLong(words[5]));
  }
}
