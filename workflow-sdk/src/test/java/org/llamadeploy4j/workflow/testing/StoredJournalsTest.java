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

  /** Writes today's journals into the folder named. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (Example example : Example.values()) {
      List<String> lines =
          example.test().seed(SEED).run(example.start).journal().stream()
              .map(Base64.getEncoder()::encodeToString)
              .toList();
      Files.write(folder.resolve(example + ".base64"), lines);
    }
  }
}
