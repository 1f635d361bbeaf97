package org.llamadeploy4j.dist;

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
      KillDeployment.deploy(folder, server.url(), log);
      KillClients clients = new KillClients(server.url(), CLIENTS, SEED);
      clients.start();
      for (int kill = 0; kill < kills; kill++) {
        awaitMoment(server, log, random);
        server.kill(redisToo, random.nextBoolean());
        server.start();
      }
      server.awaitReady();
      clients.stop(PATIENCE);
      System.out.printf("%d kills, seed %d; %s%n", kills, SEED, server);
      clients.check(OutsideLog.read(log));
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
}
