package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.serviceruntime.RuntimeScene.patiently;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.CancelReply;
import org.llamadeploy4j.messaging.RetryReply;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;

/** What runtimes do with runs that people cancel or retry, on any implementation of messaging. */
abstract class ControlHostingRules extends OnStage {
  private Deployed deployAsking(Path gate) {
    return scene.deploy(
        "a", scene.version("asking", Flows.ASKING, Map.of("GATE", gate.toString())));
  }

  private void awaitCancelled(Deployed deployed, TaskId task) {
    scene.awaitStatus(deployed, task, RunStatus.CANCELLED);
    assertThat(RuntimeScene.text(scene.task(deployed, task).result()))
        .contains("\"code\":\"cancelled\"", "cancelled on request");
    assertThat(scene.events(deployed, task))
        .extracting(EventEnvelope::type)
        .endsWith("WorkflowCancelledEvent");
  }

  @Test
  void aRunIsCancelledInTheMiddleOfAStepAndItsSessionGoesOn() throws Exception {
    Path gate = folder.resolve("gate");
    ServiceRuntime runtime = scene.runtime("a");
    Deployed asking = deployAsking(gate);
    SessionId session = scene.session(asking, "s");
    TaskId task = scene.submit(asking, "{}", session);
    scene.awaitStatus(asking, task, RunStatus.RUNNING);
    TaskId next = scene.submit(asking, "{}", session);

    assertThat(scene.cancel(asking, task)).isEqualTo(new CancelReply.Requested());

    awaitCancelled(asking, task);
    Files.createFile(gate);
    scene.awaitStatus(asking, next, RunStatus.WAITING);
    scene.answer(asking, next, "{\"response\": \"Eve\"}");
    assertThat(scene.result(asking, next)).isEqualTo("\"Hello Eve\"");
    patiently().until(() -> runtime.status().running() + runtime.status().waiting() == 0);
  }

  @Test
  void aRunThatWaitsInItsRuntimeIsCancelled() {
    scene.runtime("a");
    Deployed asking = scene.deploy("a", "asking", Flows.ASKING);
    TaskId task = scene.submit(asking, "{}");
    scene.awaitStatus(asking, task, RunStatus.WAITING);

    assertThat(scene.cancel(asking, task)).isEqualTo(new CancelReply.Requested());

    awaitCancelled(asking, task);
  }

  @Test
  void aRunIsCancelledAlsoWhenItsRuntimeWasNotToldSo() {
    CutOff line = new CutOff(messaging);
    line.deaf(true);
    scene.runtime("a", line.messaging(), RuntimeSettings.Limits.DEFAULT);
    Deployed asking = deployAsking(folder.resolve("never"));
    TaskId task = scene.submit(asking, "{}");
    scene.awaitStatus(asking, task, RunStatus.RUNNING);

    scene.cancel(asking, task);

    awaitCancelled(asking, task);
  }

  @Test
  void aRunIsCancelledWhenItsRuntimeIsGone() {
    CutOff line = new CutOff(messaging);
    scene.runtime("a", line.messaging(), RuntimeSettings.Limits.DEFAULT);
    Deployed asking = deployAsking(folder.resolve("never"));
    TaskId task = scene.submit(asking, "{}");
    scene.awaitStatus(asking, task, RunStatus.RUNNING);
    line.cut(true);
    scene.cancel(asking, task);
    scene.runtime("b");
    scene.assign(asking, "b", asking.version(), true);

    awaitCancelled(asking, task);
    line.cut(false);
  }

  @Test
  void aRunWhoseRuntimesAreLostOneAfterTheOtherIsPoisonedAndCanBeRetried() throws Exception {
    Path gate = folder.resolve("gate");
    ServiceVersion version = scene.version("asking", Flows.ASKING, Map.of("GATE", gate.toString()));
    Deployed asking = new Deployed(new Incarnation("poison"), version);
    TaskId task = scene.submit(asking, "{}");
    List<CutOff> lines = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      String runtime = "r" + i;
      CutOff line = new CutOff(messaging);
      lines.add(line);
      scene.runtime(runtime, line.messaging(), RuntimeSettings.Limits.DEFAULT);
      scene.assign(asking, runtime, asking.version(), true);
      patiently().until(() -> new RuntimeId(runtime).equals(scene.task(asking, task).runtime()));
      line.cut(true);
      scene.withdraw(runtime, asking.version());
      patiently()
          .until(() -> {
            messaging.runs().takeover(asking.shard(), 9);
            return scene.task(asking, task).runtime() == null;
          });
      assertThat(scene.task(asking, task).lostClaims()).isEqualTo(i);
    }
    assertThat(scene.failure(asking, task)).contains("\"code\":\"poisoned\"");

    Files.createFile(gate);
    scene.runtime("a");
    scene.assign(asking, "a", asking.version(), true);
    scene.retry(asking, task);
    scene.awaitStatus(asking, task, RunStatus.WAITING);
    lines.forEach(line -> line.cut(false));
  }

  @Test
  void aFailedRunIsRetriedFromItsInput() {
    scene.runtime("a");
    Deployed failing = scene.deploy("a", "failing", Flows.FAILING);
    TaskId task = scene.submit(failing, "{}");
    scene.failure(failing, task);

    assertThat(scene.retry(failing, task)).isEqualTo(new RetryReply.Accepted());

    patiently().until(() -> scene.events(failing, task).size() == 3);
    assertThat(scene.failure(failing, task)).contains("out of luck");
    assertThat(scene.events(failing, task))
        .extracting(EventEnvelope::type)
        .containsExactly("WorkflowFailedEvent", "RunRetried", "WorkflowFailedEvent");
    assertThat(scene.task(failing, task).attempts()).isEqualTo(2);
  }
}
