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
 * The Redis of a living server is killed again and again, at random moments and with clients at
 * work. The server starts another one on the same data and goes on with what it was doing.
 */
final class RedisDeathIT {
  private static final int KILLS = 10;
  private static final int CLIENTS = 32;
  private static final int MOST_LOG_BYTES = 20_000;
  private static final int MOST_START_MILLIS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long SEED = Long.getLong("ld4j.seed", new Random().nextInt(1_000_000));

  @TempDir Path folder;

  @Test
  void aServerOutlivesItsRedisAndLosesAndDoublesNothing() throws Exception {
    System.out.printf("%d kills of Redis at moments from -Dld4j.seed=%d%n", KILLS, SEED);
    Random random = new Random(SEED);
    Path log = Files.createFile(folder.resolve("outside.log"));
    try (MortalServer server = new MortalServer(folder, "always", PATIENCE)) {
      server.start().awaitReady();
      KillDeployment.deploy(folder, server.url(), log);
      KillClients clients = new KillClients(server.url(), CLIENTS, SEED);
      clients.start();
      for (int kill = 0; kill < KILLS; kill++) {
        awaitMoment(log, random);
        server.killRedis();
      }
      awaitGrowth(log, MOST_LOG_BYTES);
      clients.stop(PATIENCE);
      clients.check(OutsideLog.read(log));
      assertThat(server.alive()).isTrue();
      Rest.Answer deployments = new Rest(server.url()).get("/deployments");
      assertThat(deployments.status()).isEqualTo(200);
      assertThat(deployments.body()).contains("\"Kill\"");
    }
  }

  /** One of five kills meets Redis while it starts, the others while it works. */
  private static void awaitMoment(Path log, Random random) throws IOException {
    if (random.nextInt(5) == 0) {
      long until =
          System.nanoTime() + Duration.ofMillis(random.nextInt(MOST_START_MILLIS)).toNanos();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> System.nanoTime() - until >= 0);
      return;
    }
    awaitGrowth(log, random.nextInt(MOST_LOG_BYTES));
  }

  private static void awaitGrowth(Path log, int bytes) throws IOException {
    long size = Files.size(log) + bytes;
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.size(log) >= size);
  }
}
