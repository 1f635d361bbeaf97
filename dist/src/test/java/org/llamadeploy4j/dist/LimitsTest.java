package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
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
import org.llamadeploy4j.cli.Limit;
import org.llamadeploy4j.cli.Limits;
import org.llamadeploy4j.controlplane.ControlPlaneSettings;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.controlplane.RouterSettings;
import org.llamadeploy4j.controlplane.SourceLimits;
import org.llamadeploy4j.controlplane.TaskControl;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.RedisServer;
import org.llamadeploy4j.messaging.RedisSettings;
import org.llamadeploy4j.messaging.Retention;
import org.llamadeploy4j.messaging.RunBounds;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.states.HeldStates;
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
          "Sessions of a deployment that were made by `sessions/create`",
          number(ROUTER.maxSessions())),
      row(
          "What one run holds in Redis: its input, its journal and its stream",
          megabytes(RunBounds.DEFAULT.bytes())),
      row(
          "Events that wait for one run",
          number(RunBounds.DEFAULT.inboxEvents())
              + " events, "
              + megabytes(RunBounds.DEFAULT.inboxBytes())),
      row(
          "Source of a service",
          number(source.maxFiles()) + " files, " + megabytes(source.maxBytes())),
      row("Deployments of a fleet", number(DeploymentsSettings.defaults().maxDeployments())),
      row("Tasks that wait for a service", number(ROUTER.queueLimit())),
      row("Tasks that wait for a session", number(ROUTER.sessionQueueLimit())),
      row(
          "A page of tasks",
          "at most " + number(TaskControl.MAX_LOOKED_AT) + " tasks of each shard are looked at"),
      row(
          "The same of all that sessions of a deployment may hold",
          "%d states in one schema each, %d KB"
              .formatted(HeldStates.MOST, HeldStates.MAX_LENGTH >> 10)),
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
  void limitsThatAreNotSetAreAsUsual() {
    RedisSettings redis = RedisSettings.of(RedisServer.of(URI.create("redis://h")));
    EmbeddedRedisSettings own = EmbeddedRedisSettings.of(Path.of("data"));
    assertThat(AppliedLimits.USUAL.in(redis)).isEqualTo(redis);
    assertThat(AppliedLimits.USUAL.in(own)).isEqualTo(own);
    assertThat(AppliedLimits.USUAL.in(API)).isEqualTo(API);
    assertThat(AppliedLimits.USUAL.in(RUNTIME)).isEqualTo(RUNTIME);
  }

  @Test
  void eachLimitThatIsSetIsInForce() {
    Map<Limit, Integer> set = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      set.put(limit, Math.min(limit.least() + set.size(), limit.most()));
    }
    AppliedLimits limits = new AppliedLimits(new Limits(set));
    ApiServerSettings api = limits.in(API);
    RuntimeSettings runtime = limits.in(RUNTIME);
    RedisSettings redis = limits.in(RedisSettings.of(RedisServer.of(URI.create("redis://h"))));
    EmbeddedRedisSettings own = limits.in(EmbeddedRedisSettings.of(Path.of("data")));
    Map<Limit, Long> inForce = new EnumMap<>(Limit.class);
    inForce.put(Limit.REDIS_MEGABYTES, redis.memoryLimitBytes() >> 20);
    inForce.put(Limit.RUN_MEGABYTES, redis.bounds().bytes() >> 20);
    inForce.put(Limit.INBOX_EVENTS, (long) redis.bounds().inboxEvents());
    inForce.put(Limit.INBOX_KILOBYTES, (long) redis.bounds().inboxBytes() >> 10);
    inForce.put(Limit.SESSIONS, (long) api.router().maxSessions());
    inForce.put(Limit.WAITING_CALLERS, (long) api.router().maxWaiting());
    inForce.put(Limit.EVENT_STREAMS, (long) api.maxStreams());
    inForce.put(Limit.BODY_MEGABYTES, (long) api.maxBodyBytes() >> 20);
    inForce.put(Limit.DEPLOYMENTS, (long) api.deployments().maxDeployments());
    inForce.put(Limit.VERSIONS, (long) runtime.capacity());
    inForce.put(Limit.RUNNING_RUNS, (long) runtime.limits().running());
    inForce.put(Limit.WAITING_RUNS, (long) runtime.limits().waiting());
    inForce.put(Limit.ABANDONED_STEPS, (long) runtime.limits().abandonedSteps());
    set.forEach((limit, number) -> assertThat(inForce).containsEntry(limit, (long) number));
    assertThat(own.maxMemoryBytes()).isEqualTo(redis.memoryLimitBytes());
  }

  @Test
  void thePageNamesEachLimitWithItsDefaultAndItsRange() {
    for (Limit limit : Limit.values()) {
      assertThat(text)
          .contains(
              "| `%s` | %s | %s to %s |"
                  .formatted(
                      limit.word(),
                      number(limit.usual()),
                      number(limit.least()),
                      number(limit.most())));
    }
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
