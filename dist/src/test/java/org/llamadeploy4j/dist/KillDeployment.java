package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The deployment that servers are killed under: a chain of three steps, each of which writes a line
 * outside of the server before it is committed.
 */
final class KillDeployment {
  private static final String WORKFLOW =
      """
      import java.io.IOException;
      import java.nio.ByteBuffer;
      import java.nio.channels.FileChannel;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import org.llamadeploy4j.workflow.Context;
      import org.llamadeploy4j.workflow.Event;
      import org.llamadeploy4j.workflow.StartEvent;
      import org.llamadeploy4j.workflow.Step;
      import org.llamadeploy4j.workflow.StopEvent;
      import org.llamadeploy4j.workflow.Workflow;

      public final class Chain extends Workflow {
        public record Input(int number) implements StartEvent {}
        record Second(int number) implements Event {}
        record Third(int number) implements Event {}
        public record Passed(int step) implements Event {}

        @Step(streams = Passed.class)
        Second first(Context ctx, Input in) throws IOException {
          pass(ctx, in.number(), 1);
          return new Second(in.number());
        }

        @Step(streams = Passed.class)
        Third second(Context ctx, Second in) throws IOException {
          pass(ctx, in.number(), 2);
          return new Third(in.number());
        }

        @Step(streams = Passed.class)
        StopEvent third(Context ctx, Third in) throws IOException {
          pass(ctx, in.number(), 3);
          return StopEvent.of(in.number());
        }

        private static void pass(Context ctx, int number, int step) throws IOException {
          String line = number + " " + step + " " + ProcessHandle.current().pid() + "\\n";
          try (FileChannel log =
              FileChannel.open(Path.of(ctx.env().get("OUTSIDE_LOG")), StandardOpenOption.APPEND)) {
            log.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
          }
          ctx.stream(new Passed(step));
        }
      }
      """;

  private KillDeployment() {}

  /**
   * Writes and deploys it.
   *
   * @param folder where the source goes
   * @param url the server
   * @param log the file that steps append to
   */
  static void deploy(Path folder, String url, Path log) throws IOException {
    Path source = Files.createDirectory(folder.resolve("chain"));
    Files.writeString(source.resolve("Chain.java"), WORKFLOW);
    Path file = folder.resolve("deployment.yml");
    Files.writeString(
        file,
        """
        name: Kill
        default-service: chain
        services:
          chain:
            name: Chain
            source: {type: local, name: ./chain}
            path: Chain
            env: {OUTSIDE_LOG: '%s'}
        """
            .formatted(log));
    assertThat(Program.run(folder, "--server", url, "deploy", file.toString()).out())
        .isEqualTo("Deployment successful: Kill\n");
  }
}
