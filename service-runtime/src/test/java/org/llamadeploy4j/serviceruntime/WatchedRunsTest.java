package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.TaskId;

class WatchedRunsTest {
  private long now = Long.MAX_VALUE - 5; // nanoTime may overflow
  private final WatchedRuns watched = new WatchedRuns(() -> now);

  private static TaskId task(long number) {
    return TaskId.of(0, new UUID(1, number));
  }

  @Test
  void aRunIsWatchedForATermAfterItWasNamedLast() {
    assertThat(watched.contains(task(1))).isFalse();
    watched.named(task(1));
    now += WatchedRuns.TERM.minus(Duration.ofNanos(1)).toNanos();
    assertThat(watched.contains(task(1))).isTrue();
    watched.named(task(1));

    now += WatchedRuns.TERM.minus(Duration.ofNanos(1)).toNanos();
    assertThat(watched.contains(task(1))).isTrue();
    now++;
    assertThat(watched.contains(task(1))).isFalse();
    assertThat(watched.contains(task(2))).isFalse();
  }

  @Test
  void nothingIsKnownAfterALostConnection() {
    watched.named(task(1));

    watched.named(null);

    assertThat(watched.contains(task(1))).isTrue();
  }

  @Test
  void onlySoManyRunsAreKeptAndThoseWhoseTermIsOverMakeRoom() {
    for (int i = 0; i <= WatchedRuns.MOST; i++) {
      watched.named(task(i));
    }
    assertThat(watched.contains(task(WatchedRuns.MOST - 1))).isTrue();
    assertThat(watched.contains(task(WatchedRuns.MOST))).isFalse();

    now += WatchedRuns.TERM.toNanos();
    watched.named(task(WatchedRuns.MOST));

    assertThat(watched.contains(task(WatchedRuns.MOST))).isTrue();
  }
}
