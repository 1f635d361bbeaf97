package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamadeploy4j.workflow.Replay;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.internal.ShortJournals;

/**
 * Journals of the examples as bytes, in files that are never written again: a new form gets a
 * folder of its own, which {@link #main} fills. Every form is read by this version and every later
 * one, and every prefix of it goes on to the same result.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StoredJournalsTest {

  private static final Path FILES = Path.of("src", "test", "resources", "stored-journals");
  private static final long SEED = 1;

  private static List<byte[]> stored(String form, Example example) throws IOException {
    return Files.readAllLines(FILES.resolve(form).resolve(example + ".base64")).stream()
        .map(Base64.getDecoder()::decode)
        .toList();
  }

  private static void check(String form, Example example) throws IOException {
    List<byte[]> journal = stored(form, example);
    Replay replay = Replay.of(example.workflow.get(), journal);

    assertThat(replay.at(0).phase()).isEqualTo(RunView.Phase.NEW);
    assertThat(replay.last().phase()).isEqualTo(RunView.Phase.COMPLETED);
    for (int length = 1; length <= journal.size(); length++) {
      TestRun resumed = example.test().seed(SEED).resume(example.start, journal.subList(0, length));
      assertThat(resumed.result()).as("after tick %d", length).isEqualTo(example.result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theJournalsOfTheFirstVersionAreReadAndEveryPrefixGoesOn(Example example) throws IOException {
    check("without-schemas", example);
  }

  @ParameterizedTest
  @EnumSource
  void theFirstJournalsWithSchemasAreReadAndEveryPrefixGoesOn(Example example) throws IOException {
    check("with-schemas", example);
  }

  /** A snapshot stands for all ticks but the last three, or for the first. */
  @ParameterizedTest
  @EnumSource
  void theFirstJournalsThatBeginWithASnapshotAreReadAndGoOn(Example example) throws IOException {
    List<byte[]> journal = stored("compacted", example);
    Replay replay = Replay.of(example.workflow.get(), journal);

    assertThat(journal.getFirst()[0]).as("version").isEqualTo((byte) 2);
    assertThat(replay.length()).isEqualTo(replay.first() + journal.size() - 1);
    assertThat(replay.at(replay.first()).ended()).isFalse();
    assertThat(replay.last().phase()).isEqualTo(RunView.Phase.COMPLETED);
    for (int entries = 1; entries <= journal.size(); entries++) {
      TestRun resumed =
          CompactedJournalsTest.test(example)
              .seed(SEED)
              .resume(example.start, journal.subList(0, entries));
      assertThat(resumed.result()).as("after entry %d", entries).isEqualTo(example.result);
    }
  }

  /** Writes today's journals into the folder named; those that begin with a snapshot if asked. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    boolean compacted = args.length > 1 && args[1].equals("compacted");
    for (Example example : Example.values()) {
      List<byte[]> journal = example.test().seed(SEED).run(example.start).journal();
      int ticks = Math.max(1, journal.size() - 3);
      List<String> lines =
          (compacted ? ShortJournals.compacted(example.workflow.get(), journal, ticks) : journal)
              .stream().map(Base64.getEncoder()::encodeToString).toList();
      Files.write(folder.resolve(example + ".base64"), lines);
    }
  }
}
