package org.llamadeploy4j.workflow.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.llamadeploy4j.workflow.internal.ReplayedJournal;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * Journals kept in files beside the tests, to see when a change of a workflow changes what it does,
 * or what is stored of it. One JSON object a line for each tick, with sorted fields, and without
 * the stacks of failures. Each event has the hash of its schema, so a changed record is seen even
 * where no value of it changes; lines written before there were hashes are compared without them.
 */
public final class GoldenJournal {

  /**
   * The system property that writes files anew: with {@code -Dllamadeploy4j.golden=write} nothing
   * is compared.
   */
  public static final String GOLDEN = "llamadeploy4j.golden";

  private static final String WRITE = "write";

  private GoldenJournal() {}

  /**
   * Asserts that a journal is the one in the file, or writes the file if told to by {@link
   * #GOLDEN}.
   *
   * @param file a file of lines in UTF-8
   * @param journal such as {@link TestRun#journal} gives
   * @throws AssertionError with the first line that differs, or saying that the file is not there
   * @throws UncheckedIOException when the file cannot be read or written
   */
  public static void assertMatches(Path file, List<byte[]> journal) {
    Required.check(file, "assertMatches", "file", "the file to compare with");
    Required.check(journal, "assertMatches", "journal", "a journal, such as TestRun.journal()");
    if (WRITE.equals(System.getProperty(GOLDEN))) {
      write(file, journal);
    } else {
      compare(file, journal);
    }
  }

  /** Compares, whatever the property says. */
  static void compare(Path file, List<byte[]> journal) {
    if (!Files.exists(file)) {
      throw new AssertionError(
          "there is no golden journal %s; write it with -D%s=%s"
              .formatted(file.toAbsolutePath(), GOLDEN, WRITE));
    }
    compare(file, read(file), ReplayedJournal.lines(journal));
  }

  /**
   * Writes a journal to a file, in place of what is there; makes its folder.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  public static void write(Path file, List<byte[]> journal) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(file, ReplayedJournal.lines(journal));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the golden journal " + file, e);
    }
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the golden journal " + file, e);
    }
  }

  private static void compare(Path file, List<String> expected, List<String> actual) {
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      String wanted = i < expected.size() ? expected.get(i) : "(no more ticks)";
      String got = i < actual.size() ? actual.get(i) : "(no more ticks)";
      if (!wanted.equals(got) && !sameBeforeSchemas(wanted, got, i < actual.size())) {
        throw new AssertionError(
            "line %d of %s differs; if that is meant, write it anew with -D%s=%s%n  expected: %s%n  but was:  %s"
                .formatted(i + 1, file, GOLDEN, WRITE, wanted, got));
      }
    }
  }

  private static boolean sameBeforeSchemas(String wanted, String got, boolean tick) {
    return tick && wanted.equals(ReplayedJournal.withoutSchemas(got));
  }
}
