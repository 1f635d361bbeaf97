package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings.Fsync;

/**
 * A fleet of real processes under faults at random and at named points. {@code ./dev chaos} does
 * the same for as long as one likes.
 */
final class ChaosIT {
  private static final Path LLAMACTL =
      Path.of("../dist/target/llamactl/llamactl").toAbsolutePath().normalize();
  private static final long SEED = Long.getLong("ld4j.seed", new Random().nextInt(1_000_000));

  @TempDir Path folder;

  @Test
  void whateverDiesWhatClientsWereToldIsTrue() throws Exception {
    assertIsSound(run(Fsync.ALWAYS));
  }

  @Test
  void withEverysecOnlyWhatWasAcknowledgedJustBeforeRedisDiedMayBeLost() throws Exception {
    assertIsSound(run(Fsync.EVERYSEC));
  }

  /** No promise is broken, and everything that can be asked for was tried. */
  private static void assertIsSound(Report report) {
    assertThat(report.findings()).as(report.text()).isEmpty();
    Courses courses = report.courses();
    assertThat(
            List.of(courses.cancelled(), courses.retried(), courses.committed(), courses.stays()))
        .as(report.text())
        .allMatch(count -> count > 0);
  }

  private Report run(Fsync fsync) throws InterruptedException {
    System.out.println("faults from -Dld4j.seed=" + SEED);
    FleetShape shape = new FleetShape(2, 2, 1, fsync);
    Report report =
        Experiment.run(
            new Settings(
                LLAMACTL,
                folder,
                shape,
                16,
                Mix.ALL,
                Duration.ofSeconds(60),
                Duration.ofMillis(1_500),
                SEED));
    System.out.print(report.text());
    return report;
  }
}
