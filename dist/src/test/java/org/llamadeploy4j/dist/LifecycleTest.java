package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  @Test
  void partsStopOnceInReverseOrderOfTheirStart() {
    Lifecycle parts = new Lifecycle();
    parts.add("first", () -> stopped.add("first"));
    parts.add("second", () -> stopped.add("second"));

    parts.close();
    parts.close();

    assertThat(stopped).containsExactly("second", "first");
  }

  @Test
  void aPartThatFailsOrHangsDoesNotKeepTheOthersAlive() {
    CountDownLatch never = new CountDownLatch(1);
    Lifecycle parts = new Lifecycle(Duration.ofMillis(50));
    parts.add("Redis", () -> stopped.add("Redis"));
    parts.add("hangs", never::await);
    parts.add(
        "fails",
        () -> {
          throw new IllegalStateException("a part's mistake");
        });
    parts.add("last", () -> stopped.add("last"));

    parts.close();

    assertThat(stopped).containsExactly("last", "Redis");
    never.countDown();
  }
}
