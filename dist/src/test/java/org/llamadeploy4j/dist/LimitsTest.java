package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.apiserver.ApiServerSettings;
import org.llamadeploy4j.cli.KeptRuns;
import org.llamadeploy4j.controlplane.ControlPlaneSettings;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.controlplane.RouterSettings;
import org.llamadeploy4j.controlplane.SourceLimits;
import org.llamadeploy4j.controlplane.TaskControl;
import org.llamadeploy4j.messaging.Retention;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.serviceruntime.RuntimeSettings;

/** The bounds that the documents tell are the ones that the programs run with. */
class LimitsTest {
  private static final RouterSettings ROUTER = RouterSettings.defaults();
  private static final ApiServerSettings API = ApiServerSettings.defaults();
  private static final RuntimeSettings RUNTIME =
      RuntimeSettings.of(new RuntimeId("r1"), "here", Path.of("work"));

  private static final Map<String, String> ROWS = new HashMap<>();
  private static String text = "";

  @BeforeAll
  static void readTheTable() throws IOException {
    text = Files.readString(Program.ROOT.resolve("docs/limits.md")).replaceAll("\\s+", " ");
    for (String line : Files.readAllLines(Program.ROOT.resolve("docs/limits.md"))) {
      String[] cells = line.split(" *\\| *", -1);
      if (cells.length > 3) {
        ROWS.put(cells[1], cells[2] + "; " + cells[3]);
      }
    }
  }

  static Arguments[] bounds() {
    SourceLimits source = SourceLimits.defaults();
    RuntimeSettings.Limits runs = RUNTIME.limits();
    Retention retention = Retention.DEFAULT;
    return new Arguments[] {
      row("Body of a request", megabytes(API.maxBodyBytes())),
      row(
          "Source of a service",
          number(source.maxFiles()) + " files, " + megabytes(source.maxBytes())),
      row("Deployments of a fleet", number(DeploymentsSettings.defaults().maxDeployments())),
      row("Tasks that wait for a service", number(ROUTER.queueLimit())),
      row("Tasks that wait for a session", number(ROUTER.sessionQueueLimit())),
      row(
          "A page of tasks",
          "at most " + number(TaskControl.MAX_LOOKED_AT) + " tasks of each shard are looked at"),
      row("Callers that wait for a result in one API server", number(ROUTER.maxWaiting())),
      row("Open event streams of one API server", number(API.maxStreams())),
      row("Versions on one runtime", number(RUNTIME.capacity())),
      row("Runs of one version with a step running, per runtime", number(runs.running())),
      row("Runs of one version that wait, per runtime", number(runs.waiting())),
      row("Runs of one version that wait, per runtime", seconds(RUNTIME.times().idle())),
      row("Steps that ignore interruption", runs.abandonedSteps() + " per runtime"),
      row("Steps that ignore interruption", "status " + Programs.RESTART_NEEDED),
      row(
          "Ended runs of a shard",
          "%s (`--keep-runs`), %d days (`--keep-days`), %s (`--keep-megabytes`)"
              .formatted(
                  number(retention.runs()),
                  retention.age().toDays(),
                  megabytes(retention.maxBytes()))),
      row("Ended runs of a shard", retention.batch() + " at a time"),
      row("Loading a version, its constructor included", seconds(RUNTIME.times().load())),
    };
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("bounds")
  void theTableTellsTheBoundThatIsInForce(String row, String bound) {
    assertThat(ROWS).containsKey(row);
    assertThat(" " + ROWS.get(row) + ";").contains(" " + bound);
  }

  @Test
  void whatIsKeptUnlessSaidIsTheSameForEveryProgram() {
    assertThat(RedisAccess.retention(KeptRuns.DEFAULT)).isEqualTo(Retention.DEFAULT);
  }

  @Test
  void theTimeLimitsAreTheOnesInForce() {
    RuntimeSettings.Times runtime = RUNTIME.times();
    ControlPlaneSettings leader = ControlPlaneSettings.defaults();
    assertThat(runtime.lease()).isEqualTo(leader.lease());
    assertThat(runtime.renewal()).isEqualTo(leader.renewEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(text)
        .contains("lease " + seconds(runtime.lease()) + ", renewed each second")
        .contains("a deploy waits " + seconds(DeploymentsSettings.defaults().outcomeWait()))
        .contains("an interrupted step has " + seconds(RUNTIME.limits().stepGrace()))
        .contains("lets runs go on for " + seconds(runtime.drain()))
        .contains("after " + seconds(Shutdown.DEADLINE) + " a program that is told to stop ends");
  }

  @Test
  void theLogRollsAsTheTableTells() throws IOException {
    String config = Files.readString(Path.of("src/main/resources/logback.xml"));

    assertThat(ROWS.get("Program log")).startsWith("5 files of 10 MB");
    assertThat(config)
        .contains("<minIndex>1</minIndex>", "<maxIndex>4</maxIndex>", "<maxFileSize>10MB</max");
  }

  private static Arguments row(String name, String bound) {
    return Arguments.of(name, bound);
  }

  private static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String megabytes(long bytes) {
    return bytes / 1024 / 1024 + " MB";
  }

  private static String seconds(Duration time) {
    return time.toSeconds() + " s";
  }
}
