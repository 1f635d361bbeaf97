package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol;

class CallQueueTest {
  private static final long LATER = Duration.ofMinutes(1).toNanos();

  private final CallQueue queue = new CallQueue(2);

  @Test
  void callsComeOutInTheOrderTheyWentIn() {
    RedisCall first = call();
    RedisCall second = call();
    queue.offer(first);
    queue.offer(second);
    assertThat(queue.poll()).isSameAs(first);
    assertThat(queue.poll()).isSameAs(second);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aFullQueueRefusesUntilOneIsTaken() throws InterruptedException {
    queue.offer(call());
    queue.offer(call());
    assertThat(queue.offer(call())).isFalse();
    assertThat(queue.offer(call(), System.nanoTime() - 1)).isFalse();
    queue.poll();
    assertThat(queue.offer(call())).isTrue();
  }

  @Test
  @Timeout(60)
  void whoeverIsPatientGetsTheRoomThatAnotherLeaves() throws Exception {
    queue.offer(call());
    queue.offer(call());
    RedisCall patient = call();
    CompletableFuture<Boolean> offered = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            offered.complete(queue.offer(patient, System.nanoTime() + LATER));
          } catch (InterruptedException e) {
            offered.completeExceptionally(e);
          }
        });
    queue.poll();
    assertThat(offered.get(30, TimeUnit.SECONDS)).isTrue();
    queue.poll();
    assertThat(queue.poll()).isSameAs(patient);
  }

  @Test
  void aTakerThatIsInterruptedStops() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
  }

  @Test
  @Timeout(60)
  void nothingIsLostBetweenManyWritersAndATakerThatFallsAsleepAgainAndAgain() throws Exception {
    int writers = 8;
    int each = 5_000;
    List<RedisCall> taken = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        writing.add(
            threads.submit(() -> {
              for (int n = 0; n < each; n++) {
                assertThat(queue.offer(call(), System.nanoTime() + LATER)).isTrue();
              }
              return null;
            }));
      }
      while (taken.size() < writers * each) {
        taken.add(queue.take());
      }
      for (Future<?> writer : writing) {
        writer.get();
      }
    }
    assertThat(taken).doesNotHaveDuplicates();
    assertThat(queue.poll()).isNull();
  }

  private static RedisCall call() {
    return RedisCall.command(Protocol.Command.PING, List.of(), Long.MAX_VALUE);
  }
}
