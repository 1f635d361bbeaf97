package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole server is killed again and again, at random moments and with clients at work. What a
 * client was told is true afterwards, and what a step did stays done.
 */
final class KillIT {
  private static final int CLIENTS = 32;
  private static final int MOST_LOG_BYTES = 20_000;
  private static final int MOST_START_MILLIS = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long SEED = Long.getLong("ld4j.seed", new Random().nextInt(1_000_000));

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

  @TempDir Path folder;

  @Test
  void fiftyKillsOfServerAndRedisLoseAndDoubleNothing() throws Exception {
    series(50, "always", true);
  }

  @Test
  void aRedisThatOutlivesItsServerIsEndedAndItsDataTakenUp() throws Exception {
    series(15, "everysec", false);
  }

  private void series(int kills, String durability, boolean redisToo) throws Exception {
    System.out.printf("%d kills at moments from -Dld4j.seed=%d%n", kills, SEED);
    Random random = new Random(SEED);
    Path log = Files.createFile(folder.resolve("outside.log"));
    MortalServer server = new MortalServer(folder, durability, PATIENCE);
    try (server) {
      server.start().awaitReady();
      deploy(server.url(), log);
      KillClients clients = new KillClients(server.url(), CLIENTS, SEED);
      clients.start();
      for (int kill = 0; kill < kills; kill++) {
        awaitMoment(server, log, random);
        server.kill(redisToo, random.nextBoolean());
        server.start();
      }
      server.awaitReady();
      clients.stop(PATIENCE);
      OutsideLog outside = OutsideLog.read(log);
      System.out.printf(
          "%d kills, seed %d; %s; %s; %s%n",
          kills, SEED, clients, outside.check(clients.acknowledged()), server);
      assertThat(clients.problems()).isEmpty();
      assertThat(clients.ended()).isEqualTo(clients.acknowledged()).isNotEmpty();
      assertThat(outside.lost(clients.acknowledged())).as("lost").isEmpty();
      assertThat(outside.doubled()).as("doubled").isEmpty();
      clients.checkStreams();
    }
  }

  /** One of five kills meets the server while it starts, the others while it works. */
  private static void awaitMoment(MortalServer server, Path log, Random random) throws IOException {
    if (random.nextInt(5) == 0) {
      Duration age = Duration.ofMillis(random.nextInt(MOST_START_MILLIS));
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> server.age().compareTo(age) >= 0);
      return;
    }
    long size = Files.size(log) + random.nextInt(MOST_LOG_BYTES);
    server.awaitReady();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.size(log) >= size);
    server.sawWork();
  }

  private void deploy(String url, Path log) throws IOException {
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
