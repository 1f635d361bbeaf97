package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.list;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;
import redis.clients.jedis.Jedis;

/** All parts on a real Redis, with its own clock, that goes away and comes back. */
class RedisMessagingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private EmbeddedRedis redis;
  private RedisSettings settings;
  private RedisMessaging messaging;
  private RunStore runs;

  @BeforeEach
  void connect() {
    start(1 << 30);
  }

  private void start(long maxMemoryBytes) {
    redis =
        EmbeddedRedis.start(
            EmbeddedRedisSettings.of(folder)
                .withFsync(EmbeddedRedisSettings.Fsync.ALWAYS)
                .withMaxMemoryBytes(maxMemoryBytes));
    settings = redis.settings();
    messaging = RedisMessaging.connect(settings);
    runs = messaging.runs();
  }

  @AfterEach
  void end() {
    messaging.close();
    redis.close();
  }

  @Test
  void aServerThatIsNearlyFullTakesNoNewWork() {
    end();
    start(16 << 20);
    TaskId first = TaskId.of(0, UUID.randomUUID());
    assertThat(runs.submit(request(first, 2))).isEqualTo(new SubmitReply.Accepted());
    for (int i = 0; i < 24; i++) {
      runs.submit(request(TaskId.of(0, UUID.randomUUID()), 500_000));
    }

    await()
        .atMost(PATIENCE)
        .until(() ->
            runs.submit(request(TaskId.of(0, UUID.randomUUID()), 2))
                .equals(new SubmitReply.StoreFull(RedisMemory.FULL)));
    assertThat(runs.deliver(new DeliverRequest(SHARD, first, null, "e", bytes("{}"))))
        .isEqualTo(DeliverReply.INBOX_FULL);
    assertThat(runs.task(SHARD, first)).isPresent();
  }

  private static SubmitRequest request(TaskId task, int length) {
    return new SubmitRequest(
        SHARD, task, ECHO, null, new byte[length], new SubmitLimits(9_999, 9), "");
  }

  @Test
  void aRunOfOneStepIsASubmitAClaimAndACompletionWithAReply() {
    Queue<Signals.EndedRun> replies = new ConcurrentLinkedQueue<>();
    AtomicInteger bells = new AtomicInteger();
    AtomicInteger news = new AtomicInteger();
    Signals signals = messaging.signals();
    TaskId task = TaskId.of(0, UUID.randomUUID());
    signals.onReply(
        "door",
        ended -> {
          if (ended != null) {
            replies.add(ended);
          }
        });
    signals.onQueued(SHARD, ECHO, bells::incrementAndGet);
    signals.onTaskNews(SHARD, task, news::incrementAndGet);

    runs.submit(
        new SubmitRequest(SHARD, task, ECHO, null, bytes("{}"), new SubmitLimits(9, 9), "door"));
    await().atMost(PATIENCE).until(() -> bells.get() > 0);
    RunClaim claim = claim().getFirst().claim();
    runs.complete(new CompleteRequest(step(claim, 0), RunStatus.COMPLETED, bytes("\"hi\""), null));

    await().atMost(PATIENCE).until(() -> !replies.isEmpty() && news.get() > 0);
    assertThat(replies).hasSize(1);
    assertThat(replies.element().task()).isEqualTo(task);
    assertThat(replies.element().status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(replies.element().result()).isEqualTo(bytes("\"hi\""));
    TaskView view = runs.task(SHARD, task).orElseThrow();
    assertThat(view.submittedAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(view.endedAt()).isNotNull().isAfterOrEqualTo(view.submittedAt());
  }

  @Test
  void whoeverReadsAlongInOneProcessIsHeardOfInAnother() {
    Queue<TaskId> watched = new ConcurrentLinkedQueue<>();
    TaskId task = TaskId.of(0, UUID.randomUUID());
    try (RedisMessaging other = RedisMessaging.connect(settings);
        Signals.Subscription held =
            other
                .signals()
                .onWatched(
                    SHARD,
                    told -> {
                      if (told != null) {
                        watched.add(told);
                      }
                    })) {
      assertThat(held).isNotNull();

      messaging.signals().tellWatched(SHARD, task);

      await().atMost(PATIENCE).until(() -> !watched.isEmpty());
      assertThat(watched).containsExactly(task);
    }
  }

  @Test
  void onlyTheFirstListenerOfAProcessIsToldWithoutAMessageAndTheOthersHearTheirsAsWell() {
    Queue<TaskId> first = new ConcurrentLinkedQueue<>();
    Queue<TaskId> second = new ConcurrentLinkedQueue<>();
    Queue<TaskId> elsewhere = new ConcurrentLinkedQueue<>();
    try (RedisMessaging other = RedisMessaging.connect(settings);
        Signals.Subscription heard = messaging.signals().onReply("one", tasks(first));
        Signals.Subscription alsoHeard = messaging.signals().onReply("two", tasks(second));
        Signals.Subscription farAway = other.signals().onReply("three", tasks(elsewhere))) {
      assertThat(List.of(heard, alsoHeard, farAway)).doesNotContainNull();
      TaskId one = end(submit("one"));
      assertThat(first).as("told before complete returns").containsExactly(one);
      TaskId two = end(submit("two"));
      TaskId three = end(submit("three"));
      await().atMost(PATIENCE).until(() -> second.size() == 1 && elsewhere.size() == 1);
      assertThat(second).containsExactly(two);
      assertThat(elsewhere).containsExactly(three);
      assertThat(first).as("told once").containsExactly(one);
    }
    end(submit("one"));
    assertThat(first).as("a listener that left").hasSize(1);
  }

  private static Consumer<Signals.@Nullable EndedRun> tasks(Queue<TaskId> heard) {
    return run -> {
      if (run != null) {
        heard.add(run.task());
      }
    };
  }

  private TaskId end(TaskId task) {
    RunClaim claim = claim().getFirst().claim();
    assertThat(claim.task()).isEqualTo(task);
    runs.complete(new CompleteRequest(step(claim, 0), RunStatus.COMPLETED, bytes("1"), null));
    return task;
  }

  @Test
  void aQueueThatNamesARunTwiceOrOneThatIsGoneHandsEachOutOnce() {
    TaskId task = submit();
    TaskId next = submit();
    try (Jedis admin = RedisFixture.client(settings)) {
      String queue = settings.prefix() + SHARD.tag() + ":queue:" + ECHO;
      admin.lpush(queue, task.value(), TaskId.of(0, UUID.randomUUID()).value());
      assertThat(admin.lrange(queue, 0, -1)).hasSize(4);
    }
    assertThat(claim()).extracting(run -> run.claim().task()).containsExactly(task, next);
  }

  @Test
  void anEventWakesTheOwnerOfItsRun() {
    Queue<TaskId> woken = new ConcurrentLinkedQueue<>();
    messaging
        .signals()
        .onInbox(
            R1,
            task -> {
              if (task != null) {
                woken.add(task);
              }
            });
    TaskId task = submit();
    claim();
    runs.deliver(new DeliverRequest(SHARD, task, null, "1", bytes("{}")));
    await().atMost(PATIENCE).until(() -> woken.contains(task));
  }

  @Test
  void aServerThatIsGoneIsReportedAndUsedAgainWhenItIsBack() {
    TaskId before = submit();
    redis.kill();
    assertThatThrownBy(this::submit).isInstanceOf(MessagingUnavailableException.class);
    assertThatThrownBy(() -> runs.task(SHARD, before))
        .isInstanceOf(MessagingUnavailableException.class);
    assertThat(messaging.health().up()).isFalse();
    redis.restart();
    await().atMost(PATIENCE).until(() -> messaging.health().up());
    assertThat(runs.task(SHARD, before)).isPresent();
    submit();
  }

  @Test
  void aServerThatIsGoneIsNotWaitedForAndSaidToBeAwayForLongerAndLonger() {
    submit();
    redis.kill();
    await().atMost(PATIENCE).until(() -> refusal().awayFor().toMillis() > 300);
    long start = System.nanoTime();
    Duration away = refusal().awayFor();
    assertThat(millisSince(start)).isLessThan(500);
    await().atMost(PATIENCE).until(() -> refusal().awayFor().compareTo(away.plusSeconds(1)) > 0);
    redis.restart();
    await().atMost(PATIENCE).until(() -> messaging.health().up());
  }

  @Test
  void aServerThatIsFrozenIsNotWaitedForEitherAndUsedAgainWhenItGoesOn() throws Exception {
    TaskId before = submit();
    signal("STOP");
    try {
      await().atMost(PATIENCE).until(() -> refusal().awayFor().isPositive());
      long start = System.nanoTime();
      MessagingUnavailableException refusal = refusal();
      assertThat(millisSince(start)).isLessThan(500);
      assertThat(refusal.awayFor()).isPositive();
    } finally {
      signal("CONT");
    }
    await().atMost(PATIENCE).until(() -> messaging.health().up());
    assertThat(runs.task(SHARD, before)).isPresent();
    submit();
  }

  private MessagingUnavailableException refusal() {
    MessagingUnavailableException refusal =
        catchThrowableOfType(MessagingUnavailableException.class, this::submit);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static long millisSince(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private void signal(String name) throws Exception {
    String pid = String.valueOf(redis.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  @Test
  void anotherLifeOfTheServerFencesClaimsOfTheOneBefore() {
    submit();
    RunClaim claim = claim().getFirst().claim();
    redis.kill();
    redis.restart();
    await().atMost(PATIENCE).until(() -> messaging.health().up());
    assertThat(runs.commit(step(claim, 0, "t1"))).isInstanceOf(CommitReply.Fenced.class);
    RenewReply renewed = runs.renew(SHARD, R1, LEASE);
    assertThat(renewed.generation()).isEqualTo(claim.generation() + 1);
    assertThat(renewed.owned()).containsOnlyKeys(claim.task());
  }

  @Test
  void scriptsThatTheServerForgotAreLoadedAgain() {
    submit();
    try (Jedis admin = RedisFixture.client(settings)) {
      admin.scriptFlush();
    }
    submit();
    assertThat(claim()).hasSize(2);
  }

  @Test
  void aServerThatCannotBeReachedOrDoesNotKnowUsIsAnErrorAtOnce() {
    RedisSettings stranger =
        RedisSettings.of(settings.server().withCredentials("", "wrong"))
            .withCallTimeout(Duration.ofSeconds(2));
    assertThatThrownBy(() -> RedisMessaging.connect(stranger))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("does not accept the password of user 'default'")
        .message()
        .doesNotContain(redis.password());
    redis.kill();
    assertThatThrownBy(() -> RedisMessaging.connect(settings))
        .isInstanceOf(MessagingUnavailableException.class)
        .hasMessageContaining(settings.address());
  }

  @Test
  void closingTwiceIsHarmlessAndEndsAllCalls() {
    messaging.close();
    messaging.close();
    assertThatThrownBy(this::submit).isInstanceOf(MessagingUnavailableException.class);
  }

  private TaskId submit() {
    return submit("");
  }

  private TaskId submit(String replyTo) {
    TaskId task = TaskId.of(0, UUID.randomUUID());
    assertThat(
            runs.submit(
                new SubmitRequest(
                    SHARD, task, ECHO, null, bytes("{}"), new SubmitLimits(99, 9), replyTo)))
        .isEqualTo(new SubmitReply.Accepted());
    return task;
  }

  private List<ClaimedRun> claim() {
    return runs.claim(
        new ClaimRequest(SHARD, ECHO, V1, true, 1, R1, LEASE, 9, UUID.randomUUID().toString()));
  }

  private static CommitRequest step(RunClaim claim, int length, String... ticks) {
    return new CommitRequest(
        claim, UUID.randomUUID().toString(), length, list(ticks), List.of(), 0, false);
  }
}
