package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Journals in files. */
class GoldenJournalTest {

  private static final Path FILES = Path.of("src", "test", "resources", "golden-journals");

  @TempDir Path folder;

  /** The files were written before events had schemas, and are compared without them. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"GRID", "STUBBORN", "RESCUED", "APPROVAL", "FAMILY", "PAYING"})
  void theExamplesWriteTheJournalsTheyAlwaysWrote(Example example) {
    TestRun run = example.test().seed(1).run(example.start);

    GoldenJournal.compare(FILES.resolve(example + ".jsonl"), run.journal());
  }

  @ParameterizedTest
  @EnumSource
  void theExamplesWriteTheirJournalsWithTheSchemasTheyAlwaysWrote(Example example) {
    TestRun run = example.test().seed(1).run(example.start);

    GoldenJournal.assertMatches(
        FILES.resolve("with-schemas").resolve(example + ".jsonl"), run.journal());
  }

  @Test
  void aSchemaThatDiffersIsADifference() throws Exception {
    Path file = folder.resolve("changed.jsonl");
    GoldenJournal.write(file, journal());
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.replaceAll(line -> line.replace("55c613d47b7c", "55c613d47b7d"));
    Files.write(file, lines);

    assertThatThrownBy(() -> GoldenJournal.compare(file, journal()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("line 1 of " + file);
  }

  @Test
  void aMissingFileIsReportedWithHowToWriteIt() {
    Path file = folder.resolve("none.jsonl");

    assertThatThrownBy(() -> GoldenJournal.compare(file, journal()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dllamadeploy4j.golden=write");
  }

  @Test
  void theFirstLineThatDiffersIsShown() throws Exception {
    Path file = folder.resolve("changed.jsonl");
    GoldenJournal.write(file, journal());
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    String right = lines.get(1);
    lines.set(1, "{}");
    Files.write(file, lines);

    assertThatThrownBy(() -> GoldenJournal.compare(file, journal()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("line 2 of " + file)
        .hasMessageContaining("expected: {}")
        .hasMessageContaining("but was:  " + right);
  }

  @Test
  void aShorterJournalDiffersAtItsEnd() {
    Path file = folder.resolve("short.jsonl");
    GoldenJournal.write(file, journal());

    assertThatThrownBy(
            () -> GoldenJournal.compare(file, journal().subList(0, journal().size() - 1)))
        .hasMessageContaining("(no more ticks)");
  }

  @Test
  void aLineIsOneTickAsJson() throws Exception {
    Path file = folder.resolve("new.jsonl");
    GoldenJournal.write(file, journal());

    assertThat(Files.readAllLines(file)).hasSameSizeAs(journal());
    assertThat(Files.readAllLines(file).getFirst())
        .isEqualTo(
            "{\"at\":1893456000000000,\"event\":{\"json\":{\"number\":2},\"schema\":\"55c613d47b7c\",\"type\":\"Go\"},\"run\":\"test-run\",\"tick\":\"started\"}");
  }

  private static List<byte[]> journal() {
    return Example.PAIRS.test().run(Example.PAIRS.start).journal();
  }
}
