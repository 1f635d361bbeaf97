package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/** Of two runtimes each has the service loaded, so that one can go on where the other dies. */
final class SecondPlaceIT {
  private static final String WORKFLOW =
      """
      import java.io.IOException;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.concurrent.CountDownLatch;
      import org.llamadeploy4j.workflow.StartEvent;
      import org.llamadeploy4j.workflow.Step;
      import org.llamadeploy4j.workflow.StopEvent;
      import org.llamadeploy4j.workflow.Workflow;

      public final class Slow extends Workflow {
        private static final Path FOLDER = Path.of("FOLDER_OF_THE_TEST");

        public record Input() implements StartEvent {}

        public Slow() throws IOException {
          write("loaded");
        }

        @Step
        StopEvent slow(Input in) throws Exception {
          boolean first = Files.notExists(FOLDER.resolve("began"));
          write("began");
          if (first) {
            new CountDownLatch(1).await(); // until it is killed
          }
          return StopEvent.of(ProcessHandle.current().pid());
        }

        private static void write(String what) throws IOException {
          Files.writeString(
              FOLDER.resolve(what),
              ProcessHandle.current().pid() + System.lineSeparator(),
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aRunOfAKilledRuntimeGoesOnWhereItsServiceIsLoadedAlready() throws Exception {
    try (EmbeddedRedis redis =
            EmbeddedRedis.start(EmbeddedRedisSettings.of(folder.resolve("redis")));
        TwoRuntimes fleet = TwoRuntimes.start(folder, redis)) {
      fleet.deploy("Slow", WORKFLOW, "");
      List<Long> loaded = fleet.awaitWritten("loaded", 2);

      try (Program client = fleet.run()) {
        long first = fleet.awaitWritten("began", 1).getFirst();
        fleet.kill(first);
        long second = fleet.awaitWritten("began", 2).getLast();
        assertThat(client.done().out()).isEqualTo(second + System.lineSeparator());
        assertThat(loaded).containsExactlyInAnyOrder(first, second);
        assertThat(fleet.written("loaded")).as("nobody had to load it again").isEqualTo(loaded);
      }
    }
  }
}
