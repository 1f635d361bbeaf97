package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A deployment with a service whose step takes an hour ({@code long}), one that ends its own
 * process until there is an antidote ({@code deadly}), and one that just answers ({@code well}).
 */
final class ControlDeployment {
  static final String NAME = "Control";

  private static final String IMPORTS =
      """
      import java.nio.file.Files;
      import java.nio.file.Path;
      import org.llamadeploy4j.workflow.*;

      """;

  private static final String LONG =
      """
      public final class Long extends Workflow {
        @Step
        StopEvent work(StartEvent in) throws InterruptedException {
          Thread.sleep(3_600_000);
          return StopEvent.of("late");
        }
      }
      """;

  private static final String DEADLY =
      """
      public final class Deadly extends Workflow {
        record Second() implements Event {}

        @Step
        Second first(StartEvent in) {
          return new Second();
        }

        @Step
        StopEvent second(Context ctx, Second in) {
          if (!Files.exists(Path.of(ctx.env().get("ANTIDOTE")))) {
            Runtime.getRuntime().halt(137);
          }
          return StopEvent.of("healed");
        }
      }
      """;

  private static final String WELL =
      """
      public final class Well extends Workflow {
        @Step
        StopEvent answer(StartEvent in) {
          return StopEvent.of("well");
        }
      }
      """;

  private ControlDeployment() {}

  /**
   * Writes and deploys it.
   *
   * @param folder where the source goes
   * @param url the server
   * @param antidote the file that heals
   */
  static void deploy(Path folder, String url, Path antidote) throws IOException {
    Path source = Files.createDirectory(folder.resolve("control"));
    Files.writeString(source.resolve("Long.java"), IMPORTS + LONG);
    Files.writeString(source.resolve("Deadly.java"), IMPORTS + DEADLY);
    Files.writeString(source.resolve("Well.java"), IMPORTS + WELL);
    Path file = folder.resolve("control.yml");
    Files.writeString(
        file,
        """
        name: Control
        services:
          long: {name: Long, source: {type: local, name: ./control}, path: Long}
          well: {name: Well, source: {type: local, name: ./control}, path: Well}
          deadly:
            name: Deadly
            source: {type: local, name: ./control}
            path: Deadly
            env: {ANTIDOTE: '%s'}
        """
            .formatted(antidote));
    assertThat(Program.run(folder, "--server", url, "deploy", file.toString()).out())
        .isEqualTo("Deployment successful: Control\n");
  }
}
