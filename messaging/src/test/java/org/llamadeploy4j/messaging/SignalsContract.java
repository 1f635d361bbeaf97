package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/** What every implementation of {@link Signals} does. */
abstract class SignalsContract {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final Shard shard = new Shard(new Incarnation("i1"), 0);
  final ServiceId service = new ServiceId("echo");
  final RuntimeId runtime = new RuntimeId("r1");
  final Channels channels = new Channels("ld4j:signals:");

  abstract Signals signals();

  /** Says something on a channel, as a script does. */
  abstract void publish(String channel, byte[] message);

  /** Breaks whatever connects publishers and subscribers; it comes back by itself. */
  abstract void interrupt();

  @Test
  void aSubscriberHearsWhatIsPublishedAfterItSubscribed() {
    AtomicInteger queued = new AtomicInteger();
    try (Signals.Subscription held = signals().onQueued(shard, service, queued::incrementAndGet)) {
      publish(channels.queued(shard, service), new byte[0]);
      await().atMost(PATIENCE).until(() -> queued.get() == 1);
      assertThat(held).isNotNull();
    }
  }

  @Test
  void onlyTheSubscribersOfAChannelAreTold() {
    AtomicInteger mine = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    signals().onQueued(shard, new ServiceId("other"), others::incrementAndGet);
    signals().onFleetChange(mine::incrementAndGet);
    publish(channels.fleet(), new byte[0]);
    await().atMost(PATIENCE).until(() -> mine.get() == 1);
    assertThat(others).hasValue(0);
  }

  @Test
  void allSubscribersOfAChannelAreToldUntilEachCloses() {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    TaskId task = task(1);
    Signals.Subscription closing = signals().onTaskNews(shard, task, first::incrementAndGet);
    signals().onTaskNews(shard, task, second::incrementAndGet);
    publish(channels.news(shard, task), new byte[0]);
    await().atMost(PATIENCE).until(() -> first.get() == 1 && second.get() == 1);
    closing.close();
    publish(channels.news(shard, task), new byte[0]);
    await().atMost(PATIENCE).until(() -> second.get() == 2);
    assertThat(first).hasValue(1);
  }

  @Test
  void closingASubscriptionTwiceEndsItOnceAndNoOther() {
    AtomicInteger heard = new AtomicInteger();
    Signals.Subscription closing = signals().onFleetChange(() -> {});
    closing.close();
    signals().onFleetChange(heard::incrementAndGet);
    closing.close();
    publish(channels.fleet(), new byte[0]);
    await().atMost(PATIENCE).until(() -> heard.get() == 1);
  }

  @Test
  void aChannelThatWasLeftCanBeJoinedAgain() {
    for (int round = 0; round < 50; round++) {
      AtomicInteger heard = new AtomicInteger();
      try (Signals.Subscription held = signals().onFleetChange(heard::incrementAndGet)) {
        publish(channels.fleet(), new byte[0]);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> heard.get() > 0);
        assertThat(held).isNotNull();
      }
    }
  }

  @Test
  void anInboxBellNamesTheTask() {
    List<Optional<TaskId>> heard = Collections.synchronizedList(new ArrayList<>());
    signals().onInbox(runtime, task -> heard.add(Optional.ofNullable(task)));
    publish(channels.inbox(runtime), Channels.inboxMessage(shard, task(7)));
    await().atMost(PATIENCE).until(() -> heard.size() == 1);
    assertThat(heard).containsExactly(Optional.of(task(7)));
  }

  @Test
  void whoeverDrivesRunsOfAShardHearsWhichOfThemAreWatched() {
    List<Optional<TaskId>> heard = Collections.synchronizedList(new ArrayList<>());
    List<Optional<TaskId>> elsewhere = Collections.synchronizedList(new ArrayList<>());
    Shard other = new Shard(new Incarnation("i2"), 0);
    signals().onWatched(other, task -> elsewhere.add(Optional.ofNullable(task)));
    signals().onWatched(shard, task -> heard.add(Optional.ofNullable(task)));
    signals().tellWatched(shard, task(7));
    signals().tellWatched(shard, task(8));
    await().atMost(PATIENCE).until(() -> heard.size() == 2);
    assertThat(heard).containsExactly(Optional.of(task(7)), Optional.of(task(8)));
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void aReplyBringsTheResult() {
    List<Signals.EndedRun> heard = Collections.synchronizedList(new ArrayList<>());
    signals().onReply("api-1", run -> heard.add(Objects.requireNonNull(run)));
    byte[] result = "{\"a\":\n1}".getBytes(StandardCharsets.UTF_8);
    Signals.EndedRun run = new Signals.EndedRun(task(3), RunStatus.COMPLETED, result);
    publish(channels.reply("api-1"), Channels.replyMessage(run));
    await().atMost(PATIENCE).until(() -> heard.size() == 1);
    assertThat(heard.getFirst().task()).isEqualTo(task(3));
    assertThat(heard.getFirst().status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(heard.getFirst().result()).isEqualTo(result);
  }

  @Test
  void aReplyTooLargeToTravelSaysLook() {
    List<Optional<Signals.EndedRun>> heard = Collections.synchronizedList(new ArrayList<>());
    signals().onReply("api-1", run -> heard.add(Optional.ofNullable(run)));
    byte[] result = new byte[Channels.INLINE_RESULT_BYTES];
    Signals.EndedRun run = new Signals.EndedRun(task(3), RunStatus.COMPLETED, result);
    publish(channels.reply("api-1"), Channels.replyMessage(run));
    await().atMost(PATIENCE).until(() -> heard.size() == 1);
    assertThat(heard).containsExactly(Optional.empty());
  }

  @Test
  void aMessageOfAnotherFormSaysLook() {
    List<Optional<TaskId>> heard = Collections.synchronizedList(new ArrayList<>());
    signals().onInbox(runtime, task -> heard.add(Optional.ofNullable(task)));
    publish(channels.inbox(runtime), new byte[] {'?'});
    await().atMost(PATIENCE).until(() -> heard.size() == 1);
    assertThat(heard).containsExactly(Optional.empty());
  }

  @Test
  void whatComesWhileASubscriberIsBusyIsToldAfterwards() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger fleet = new AtomicInteger();
    signals()
        .onQueued(
            shard,
            service,
            () -> {
              calls.incrementAndGet();
              entered.countDown();
              awaitUninterruptibly(leave);
            });
    signals().onFleetChange(fleet::incrementAndGet);
    publish(channels.queued(shard, service), new byte[0]);
    assertThat(entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 100; i++) {
      publish(channels.queued(shard, service), new byte[0]);
    }
    leave.countDown();
    publish(channels.fleet(), new byte[0]);
    await().atMost(PATIENCE).until(() -> fleet.get() == 1);
    await().atMost(PATIENCE).until(() -> calls.get() >= 2);
  }

  @Test
  void aSubscriberThatFailsIsToldAgain() {
    AtomicInteger calls = new AtomicInteger();
    signals()
        .onFleetChange(() -> {
          if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("a subscriber's mistake");
          }
        });
    publish(channels.fleet(), new byte[0]);
    await().atMost(PATIENCE).until(() -> calls.get() == 1);
    publish(channels.fleet(), new byte[0]);
    await().atMost(PATIENCE).until(() -> calls.get() == 2);
  }

  @Test
  void everySubscriberIsToldAfterAnInterruption() {
    AtomicInteger fleet = new AtomicInteger();
    List<Optional<TaskId>> inbox = Collections.synchronizedList(new ArrayList<>());
    List<Optional<Signals.EndedRun>> replies = Collections.synchronizedList(new ArrayList<>());
    signals().onFleetChange(fleet::incrementAndGet);
    signals().onInbox(runtime, task -> inbox.add(Optional.ofNullable(task)));
    signals().onReply("api-1", run -> replies.add(Optional.ofNullable(run)));
    interrupt();
    // A server that comes back may break the line again while it loads: that is one more reconnect.
    await().atMost(PATIENCE).until(() -> fleet.get() > 0 && !inbox.isEmpty() && !replies.isEmpty());
    assertThat(inbox).containsOnly(Optional.empty());
    assertThat(replies).containsOnly(Optional.empty());
    int before = fleet.get();
    publish(channels.fleet(), new byte[0]);
    await().atMost(PATIENCE).until(() -> fleet.get() > before);
  }

  static TaskId task(int number) {
    return new TaskId("0-00000000-0000-0000-0000-%012x".formatted(number));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
