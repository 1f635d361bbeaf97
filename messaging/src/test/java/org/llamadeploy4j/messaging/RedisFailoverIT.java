package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.protocol.TaskId;
import redis.clients.jedis.Jedis;

/** A replica dies, its primary soon after, and what the replica had is all that is left. */
class RedisFailoverIT {
  private static final int CLIENTS = 16;
  private static final int BEFORE = 200;
  private static final int UNKNOWN = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final Queue<TaskId> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<String> unknown = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopping = new AtomicBoolean();

  @Test
  void whatWasAcknowledgedIsOnTheReplicaThatIsLeft() throws Exception {
    try (RedisServers servers = new RedisServers()) {
      int primary = servers.start(folder, "--repl-diskless-sync-delay", "0");
      int replica =
          servers.start(
              folder,
              "--appendfsync",
              "always",
              "--replicaof",
              "127.0.0.1",
              String.valueOf(primary));
      await().atMost(PATIENCE).until(() -> replicas(primary) == 1);
      try (RedisMessaging messaging = RedisMessaging.connect(settings(primary).withReplicas(1))) {
        assertThat(messaging.warnings()).isEmpty();
        assertThat(messaging.durability()).isEqualTo(new Durability(true, "everysec", 1));
        List<Thread> clients = start(messaging.runs());
        await().atMost(PATIENCE).until(() -> accepted.size() > BEFORE);

        servers.kill(replica);
        await().atMost(PATIENCE).until(() -> unknown.size() >= UNKNOWN);
        servers.kill(primary);
        stopping.set(true);
        for (Thread client : clients) {
          assertThat(client.join(PATIENCE)).isTrue();
        }
      }
      servers.startAgain(folder, replica);
      check(replica);
    }
  }

  private void check(int port) {
    try (RedisMessaging left = RedisMessaging.connect(settings(port))) {
      System.out.printf("%d accepted, %d unknown%n", accepted.size(), unknown.size());
      assertThat(accepted)
          .allSatisfy(task -> assertThat(left.runs().task(SHARD, task)).isPresent());
    }
    assertThat(unknown).anySatisfy(why -> assertThat(why).startsWith("outcome unknown: Redis at"));
  }

  private List<Thread> start(RunStore runs) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().name("client-" + i).start(() -> submit(runs)));
    }
    return clients;
  }

  private void submit(RunStore runs) {
    while (!stopping.get()) {
      TaskId task = TaskId.of(0, UUID.randomUUID());
      SubmitRequest request =
          new SubmitRequest(
              SHARD, task, ECHO, null, bytes("{}"), new SubmitLimits(1_000_000, 9), "");
      try {
        assertThat(runs.submit(request)).isEqualTo(new SubmitReply.Accepted());
        accepted.add(task);
      } catch (MessagingUnavailableException e) {
        unknown.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private static RedisSettings settings(int port) {
    return RedisSettings.of(RedisServer.of("127.0.0.1", port));
  }

  private static int replicas(int port) throws IOException {
    try (Jedis client = new Jedis("127.0.0.1", port)) {
      return RedisInfo.parse(client.info("replication")).replicas();
    }
  }
}
