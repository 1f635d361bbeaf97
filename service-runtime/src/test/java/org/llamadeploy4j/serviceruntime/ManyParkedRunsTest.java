package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.serviceruntime.RuntimeScene.patiently;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;

/**
 * Twice as many runs wait as a runtime may hold in memory. {@code ./dev bench parked-tasks} does
 * the same with 200,000 on Redis, and says what each costs.
 */
class ManyParkedRunsTest extends OnStage {
  private static final int RUNS = 2 * RuntimeSettings.Limits.DEFAULT.waiting();
  private static final int EVERY = 100;

  @Override
  Messaging open() {
    return new InMemoryMessaging(InstantSource.system());
  }

  @Test
  void twentyThousandRunsWaitOutsideOfTheirRuntimeAndAnyOfThemGoesOn() {
    ServiceRuntime runtime = scene.parkingRuntime("a");
    Deployed asking = scene.deploy("a", "asking", Flows.ASKING);
    List<TaskId> tasks = new ArrayList<>();
    while (tasks.size() < RUNS) {
      int next = Math.min(RUNS, tasks.size() + 5_000);
      while (tasks.size() < next) {
        tasks.add(scene.submit(asking, "{}"));
      }
      patiently()
          .until(() -> messaging.runs().queued(asking.shard(), asking.version().spec().id()) == 0);
    }

    patiently()
        .atMost(Duration.ofMinutes(2))
        .until(() ->
            messaging.runs().unfinished(asking.shard(), asking.version().id()) == RUNS
                && runtime.status().running() == 0
                && runtime.status().waiting() == 0);

    for (int i = 0; i < RUNS; i += EVERY) {
      assertThat(scene.task(asking, tasks.get(i)).status()).isEqualTo(RunStatus.WAITING);
      scene.answer(asking, tasks.get(i), "{\"response\": \"" + i + "\"}");
    }
    for (int i = 0; i < RUNS; i += EVERY) {
      assertThat(scene.result(asking, tasks.get(i))).isEqualTo("\"Hello " + i + "\"");
    }
  }
}
