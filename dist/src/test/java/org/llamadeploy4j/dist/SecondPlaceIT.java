package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/** Of two runtimes each has the service loaded, so that one can go on where the other dies. */
final class SecondPlaceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
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
        Program plane = Program.role(folder, redis, "control-plane");
        Program api = Program.role(folder, redis, "apiserver", "--port", "0");
        Program one = Program.role(folder, redis, "runtime");
        Program two = Program.role(folder, redis, "runtime")) {
      plane.awaitOutput("Control plane");
      one.awaitOutput("Service runtime");
      two.awaitOutput("Service runtime");
      String url = api.awaitOutput("API server").api();
      deploy(url);
      List<Long> loaded = awaitWritten("loaded", 2);

      try (Program client = Program.start(folder, "--server", url, "run")) {
        long first = awaitWritten("began", 1).getFirst();
        Program killed = first == one.pid() ? one : two;
        killed.kill();
        long second = awaitWritten("began", 2).getLast();
        assertThat(client.done().out()).isEqualTo(second + System.lineSeparator());
        assertThat(loaded).containsExactlyInAnyOrder(first, second);
        assertThat(written("loaded")).as("nobody had to load it again").isEqualTo(loaded);
      }
    }
  }

  private void deploy(String url) throws IOException {
    Path source = Files.createDirectory(folder.resolve("slow"));
    Files.writeString(
        source.resolve("Slow.java"), WORKFLOW.replace("FOLDER_OF_THE_TEST", folder.toString()));
    Path file = folder.resolve("deployment.yml");
    Files.writeString(
        file,
        """
        name: Slow
        default-service: slow
        services:
          slow:
            name: Slow
            source: {type: local, name: ./slow}
        """);
    assertThat(Program.run(folder, "--server", url, "deploy", file.toString()).out())
        .isEqualTo("Deployment successful: Slow\n");
  }

  private List<Long> awaitWritten(String what, int times) throws IOException {
    Awaitility.await().atMost(PATIENCE).until(() -> written(what).size() >= times);
    return written(what);
  }

  /** The processes that wrote this, each time that they did. */
  private List<Long> written(String what) throws IOException {
    Path file = folder.resolve(what);
    return Files.notExists(file)
        ? List.of()
        : Files.readAllLines(file).stream().map(Long::valueOf).toList();
  }
}
