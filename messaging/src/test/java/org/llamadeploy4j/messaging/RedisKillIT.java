package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.list;
import static org.llamadeploy4j.messaging.Scene.texts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Redis is killed amid commits, again and again: under {@code always} nothing acknowledged is lost.
 */
class RedisKillIT {
  private static final int WORKERS = 16;
  private static final int KILLS = 6;
  private static final int TICKS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("ld4j.seed", 7L);

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereOnceAfterEachKill() throws InterruptedException {
    System.out.println("kills at moments from seed " + SEED);
    Random random = new Random(SEED);
    EmbeddedRedisSettings always =
        EmbeddedRedisSettings.of(folder).withFsync(EmbeddedRedisSettings.Fsync.ALWAYS);
    try (EmbeddedRedis redis = EmbeddedRedis.start(always);
        RedisMessaging messaging =
            RedisMessaging.connect(
                redis.settings().withRetention(new Retention(1_000_000, Duration.ofDays(1))))) {
      AtomicInteger acknowledged = new AtomicInteger();
      List<Worker> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(new Worker(messaging.runs(), i, acknowledged));
      }
      workers.forEach(worker -> worker.thread.start());
      for (int kill = 0; kill < KILLS; kill++) {
        int until = acknowledged.get() + 200 + random.nextInt(400);
        await().atMost(PATIENCE).until(() -> acknowledged.get() >= until);
        redis.kill();
        redis.restart();
      }
      for (Worker worker : workers) {
        worker.stopping = true;
        assertThat(worker.thread.join(PATIENCE)).isTrue();
      }
      assertThat(workers).allSatisfy(worker -> assertThat(worker.problems).isEmpty());
      assertThat(workers.stream().mapToInt(worker -> worker.done.size()).sum()).isPositive();
      workers.forEach(worker -> worker.done.forEach(task -> check(messaging.runs(), task)));
    }
  }

  private static void check(RunStore runs, TaskId task) {
    assertThat(runs.task(SHARD, task).orElseThrow().status()).isEqualTo(RunStatus.COMPLETED);
    List<String> events = texts(runs.events(SHARD, task, 0, 100).events());
    assertThat(events).hasSize(TICKS).doesNotHaveDuplicates();
  }

  /** Submits a run of its own service, drives it to its end, and looks at what the store kept. */
  private static final class Worker {
    private final RunStore runs;
    private final ServiceId service;
    private final RuntimeId runtime;
    private final AtomicInteger acknowledged;
    private final Thread thread;
    private final List<TaskId> done = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> problems = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    Worker(RunStore runs, int number, AtomicInteger acknowledged) {
      this.runs = runs;
      this.service = new ServiceId("service" + number);
      this.runtime = new RuntimeId("runtime" + number);
      this.acknowledged = acknowledged;
      this.thread =
          Thread.ofVirtual()
              .name("worker-" + number)
              .uncaughtExceptionHandler((on, problem) -> problems.add(problem))
              .unstarted(this::work);
    }

    private void work() {
      while (!stopping) {
        TaskId task = TaskId.of(0, UUID.randomUUID());
        SubmitRequest request =
            new SubmitRequest(SHARD, task, service, null, bytes("{}"), new SubmitLimits(9, 9), "");
        assertThat(stubborn(() -> runs.submit(request))).isEqualTo(new SubmitReply.Accepted());
        drive(task);
        done.add(task);
      }
    }

    private void drive(TaskId task) {
      List<String> stored = new ArrayList<>();
      boolean ended = false;
      while (!ended) {
        ClaimedRun run = claim(task);
        // Whatever was acknowledged is a part of what comes back.
        assertThat(texts(run.journal())).startsWith(stored.toArray(String[]::new));
        stored = new ArrayList<>(texts(run.journal()));
        assertThat(new HashSet<>(stored)).hasSameSizeAs(stored);
        ended = advance(run.claim(), stored);
      }
    }

    private ClaimedRun claim(TaskId task) {
      while (true) {
        ClaimRequest wish =
            new ClaimRequest(SHARD, service, V1, true, 1, runtime, LEASE, 1, operation());
        List<ClaimedRun> claimed = stubborn(() -> runs.claim(wish));
        if (!claimed.isEmpty()) {
          assertThat(claimed.getFirst().claim().task()).isEqualTo(task);
          return claimed.getFirst();
        }
        // It is ours under a claim of the life before.
        assertThat(stubborn(() -> runs.renew(SHARD, runtime, LEASE)).owned()).containsKey(task);
        stubborn(() -> runs.release(SHARD, runtime));
      }
    }

    /** Returns false when another life of the server made the claim void. */
    private boolean advance(RunClaim claim, List<String> stored) {
      while (stored.size() < TICKS) {
        String tick = claim.task() + "#" + stored.size();
        CommitRequest commit =
            new CommitRequest(claim, operation(), stored.size(), list(tick), list(tick), 0, false);
        if (stubborn(() -> runs.commit(commit)) instanceof CommitReply.Fenced) {
          return false;
        }
        stored.add(tick);
        acknowledged.incrementAndGet();
      }
      CommitRequest last =
          new CommitRequest(claim, operation(), stored.size(), list(), list(), 0, false);
      CompleteRequest end = new CompleteRequest(last, RunStatus.COMPLETED, bytes("\"done\""), null);
      return stubborn(() -> runs.complete(end)) instanceof CommitReply.Committed;
    }

    /** The same call with the same operation id until it is answered. */
    private <T> T stubborn(Supplier<T> call) {
      while (true) {
        try {
          return call.get();
        } catch (MessagingUnavailableException e) {
          LockSupport.parkNanos(1_000_000);
        }
      }
    }

    private static String operation() {
      return UUID.randomUUID().toString();
    }
  }
}
