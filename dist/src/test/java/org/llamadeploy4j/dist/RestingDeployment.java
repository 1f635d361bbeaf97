package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A deployment whose services rest, each in its own way: {@code ask} for an answer, {@code nap} for
 * a time, {@code again} between two attempts, {@code later} before it starts. What takes a time
 * says how late it was, in milliseconds.
 */
final class RestingDeployment {
  private static final String IMPORTS =
      """
      import java.time.Duration;
      import java.time.Instant;
      import org.llamadeploy4j.workflow.*;
      import org.llamadeploy4j.workflow.retry.Retry;

      """;

  private static final String ASK =
      """
      public final class Ask extends Workflow {
        @Step
        StopEvent ask(Context ctx, StartEvent in) {
          return StopEvent.of(ctx.waitForEvent(HumanResponseEvent.class).get("response", String.class));
        }
      }
      """;

  private static final String NAP =
      """
      public final class Nap extends Workflow {
        public record Input(int millis) implements StartEvent {}

        @Step
        StopEvent nap(Context ctx, Input in) throws Exception {
          Instant from = ctx.once("from", Instant.class, Instant::now);
          ctx.sleep(Duration.ofMillis(in.millis()));
          return StopEvent.of(Duration.between(from, Instant.now()).toMillis() - in.millis());
        }
      }
      """;

  private static final String AGAIN =
      """
      public final class Again extends Workflow {
        @Step
        @Retry(attempts = 2, delay = "PT8S")
        StopEvent attempt(Context ctx, StartEvent in) throws Exception {
          Instant from = ctx.once("from", Instant.class, Instant::now);
          if (ctx.attempt() == 1) {
            throw new IllegalStateException("not yet");
          }
          return StopEvent.of(Duration.between(from, Instant.now()).toMillis() - 8_000);
        }
      }
      """;

  private static final String LATER =
      """
      public final class Later extends Workflow {
        public record Input(String start) implements StartEvent {}

        @Step
        StopEvent begin(Input in) {
          return StopEvent.of(Duration.between(Instant.parse(in.start()), Instant.now()).toMillis());
        }
      }
      """;

  static final String NAME = "Resting";

  private RestingDeployment() {}

  /**
   * Writes and deploys it.
   *
   * @param folder where the source goes
   * @param url the server
   */
  static void deploy(Path folder, String url) throws IOException {
    Path source = Files.createDirectory(folder.resolve("resting"));
    Files.writeString(source.resolve("Ask.java"), IMPORTS + ASK);
    Files.writeString(source.resolve("Nap.java"), IMPORTS + NAP);
    Files.writeString(source.resolve("Again.java"), IMPORTS + AGAIN);
    Files.writeString(source.resolve("Later.java"), IMPORTS + LATER);
    Path file = folder.resolve("resting.yml");
    Files.writeString(
        file,
        """
        name: Resting
        services:
          ask: {name: Ask, source: {type: local, name: ./resting}, path: Ask}
          nap: {name: Nap, source: {type: local, name: ./resting}, path: Nap}
          again: {name: Again, source: {type: local, name: ./resting}, path: Again}
          later: {name: Later, source: {type: local, name: ./resting}, path: Later}
        """);
    assertThat(Program.run(folder, "--server", url, "deploy", file.toString()).out())
        .isEqualTo("Deployment successful: Resting\n");
  }
}
