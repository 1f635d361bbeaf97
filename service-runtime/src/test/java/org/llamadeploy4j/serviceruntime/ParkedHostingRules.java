package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.serviceruntime.RuntimeScene.patiently;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;

/** What runtimes do with runs that wait, on any implementation of messaging. */
abstract class ParkedHostingRules extends OnStage {
  /** Waits until a run waits and its runtime holds nothing of it. */
  private void awaitParked(ServiceRuntime runtime, Deployed deployed, TaskId task) {
    scene.awaitStatus(deployed, task, RunStatus.WAITING);
    patiently().until(() -> runtime.status().waiting() == 0 && runtime.status().running() == 0);
    assertThat(scene.task(deployed, task).status()).isEqualTo(RunStatus.WAITING);
  }

  @Test
  void aRunThatWaitsLeavesMemoryAndComesBackByAnEvent() {
    ServiceRuntime runtime = scene.parkingRuntime("a");
    Asking asking = Asking.on(scene, "a");
    awaitParked(runtime, asking.service(), asking.task());

    asking.answer("Eve");

    asking.assertGreeted("Eve");
    assertThat(scene.events(asking.service(), asking.task()))
        .extracting(EventEnvelope::type)
        .containsOnlyOnce("InputRequiredEvent")
        .containsOnlyOnce("StopEvent");
  }

  @Test
  void manyRunsComeBackEachWithItsOwnAnswer() {
    ServiceRuntime runtime = scene.parkingRuntime("a");
    Deployed asking = scene.deploy("a", "asking", Flows.ASKING);
    List<TaskId> tasks = IntStream.range(0, 300).mapToObj(i -> scene.submit(asking, "{}")).toList();
    tasks.forEach(task -> awaitParked(runtime, asking, task));

    for (int i = 0; i < tasks.size(); i++) {
      scene.answer(asking, tasks.get(i), "{\"response\": \"" + i + "\"}");
    }

    for (int i = 0; i < tasks.size(); i++) {
      assertThat(scene.result(asking, tasks.get(i))).isEqualTo("\"Hello " + i + "\"");
    }
  }

  @Test
  void aRunThatSleepsComesBackOnTime() {
    ServiceRuntime runtime = scene.parkingRuntime("a");
    Deployed sleeping = scene.deploy("a", "sleeping", Flows.SLEEPING);
    TaskId task = scene.submit(sleeping, "{\"millis\": 4000}");
    awaitParked(runtime, sleeping, task);

    assertThat(Integer.parseInt(scene.result(sleeping, task))).isBetween(0, 1_000);
  }

  @Test
  void aRunThatIsToBeTriedAgainLeavesMemoryUntilThen() {
    ServiceRuntime runtime = scene.parkingRuntime("a");
    Deployed retrying = scene.deploy("a", "retrying", Flows.RETRYING);
    TaskId task = scene.submit(retrying, "{}");
    awaitParked(runtime, retrying, task);

    assertThat(scene.result(retrying, task)).isEqualTo("\"attempt 2\"");
  }

  @Test
  void aSessionStaysLockedByItsParkedRun() {
    ServiceRuntime runtime = scene.parkingRuntime("a");
    Deployed asking = scene.deploy("a", "asking", Flows.ASKING);
    SessionId session = scene.session(asking, "one");
    TaskId first = scene.submit(asking, "{}", session);
    awaitParked(runtime, asking, first);
    TaskId second = scene.submit(asking, "{}", session);

    assertThat(scene.task(asking, second).status()).isEqualTo(RunStatus.QUEUED);
    assertThat(scene.task(asking, second).blockedBy()).isEqualTo(first);

    scene.answer(asking, first, "{\"response\": \"Ada\"}");
    assertThat(scene.result(asking, first)).isEqualTo("\"Hello Ada\"");
    scene.answer(asking, second, "{\"response\": \"Bob\"}");
    assertThat(scene.result(asking, second)).isEqualTo("\"Hello Bob\"");
  }

  @Test
  void aParkedRunGoesOnWhereverItsVersionIs() {
    ServiceRuntime first = scene.parkingRuntime("a");
    Asking asking = Asking.on(scene, "a");
    awaitParked(first, asking.service(), asking.task());
    first.stop();
    assertThat(asking.status()).isEqualTo(RunStatus.WAITING);

    asking.answer("Kim");
    scene.parkingRuntime("b");
    asking.assignTo("b");

    asking.assertGreeted("Kim");
  }

  @Test
  void aRunThatWasTakenOverWhileItWaitsIsShownSoAndParkedAgain() {
    ServiceRuntime first = scene.runtime("a");
    Asking asking = Asking.on(scene, "a");
    first.stop();
    assertThat(asking.status()).isEqualTo(RunStatus.QUEUED);

    ServiceRuntime second = scene.parkingRuntime("b");
    asking.assignTo("b");
    awaitParked(second, asking.service(), asking.task());

    asking.answer("Joe");
    asking.assertGreeted("Joe");
  }

  @Test
  void aParkedRunWaitsForItsVersionWhereThatIsLoadedNowhere() {
    ServiceRuntime runtime = scene.parkingRuntime("a");
    ServiceVersion old = scene.version("versioned", Flows.versioned(5), Map.of());
    ServiceVersion young = scene.version("versioned", Flows.versioned(6), Map.of());
    Deployed service = scene.deploy("a", old);
    TaskId task = scene.submit(service, "{\"ask\": true}");
    awaitParked(runtime, service, task);
    scene.assign(service, "a", young, true);
    scene.awaitLoaded("a", young);
    scene.withdraw("a", old);
    patiently().until(() -> scene.placement("a", old) == null);
    assertThat(messaging.runs().unfinished(service.shard(), old.id())).isEqualTo(1);

    scene.answer(service, task, "{}");

    TaskId fresh = scene.submit(service, "{\"ask\": false}");
    assertThat(scene.result(service, fresh)).isEqualTo("\"6\"");
    assertThat(scene.task(service, task).status()).isEqualTo(RunStatus.QUEUED);
    scene.assign(service, "a", old, false);
    assertThat(scene.result(service, task)).isEqualTo("\"5\"");
  }
}
