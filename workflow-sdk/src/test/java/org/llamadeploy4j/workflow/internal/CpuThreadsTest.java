package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CpuThreadsTest {
  private final CpuThreads threads = new CpuThreads(1);

  @Test
  void eachTaskHasAFreshThreadOfItsName() throws InterruptedException {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      String name = "task-" + i;
      threads.run(
          name,
          () -> {
            assertThat(Thread.currentThread().getName()).isEqualTo(name);
            seen.add(Thread.currentThread());
            done.countDown();
          });
    }
    done.await();

    assertThat(seen).hasSize(3).allMatch(thread -> !thread.isVirtual() && thread.isDaemon());
  }

  @Test
  void whatIsMoreThanTheProcessorsWaitsUntilOneIsLostOrEnds() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    threads.run(
        "stuck",
        () -> {
          first.countDown();
          awaitUninterruptibly(stuck);
        });
    threads.run("next", second::countDown);
    first.await();
    assertThat(second.getCount()).isOne();

    threads.lost();
    second.await();

    threads.back();
    stuck.countDown();
  }

  @Test
  void aTaskThatThrowsMakesRoomForTheNext() throws InterruptedException {
    CountDownLatch next = new CountDownLatch(1);
    threads.run(
        "throws",
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
          throw new IllegalStateException("on purpose");
        });
    threads.run("next", next::countDown);

    next.await();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
