package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;

/** A run that has asked for a name, which it will greet. */
record Asking(RuntimeScene scene, Deployed service, TaskId task) {

  /** Deploys the service on a runtime and waits until a run of it waits. */
  static Asking on(RuntimeScene scene, String runtime) {
    Deployed service = scene.deploy(runtime, "asking", Flows.ASKING);
    TaskId task = scene.submit(service, "{}");
    scene.awaitStatus(service, task, RunStatus.WAITING);
    return new Asking(scene, service, task);
  }

  /** Lets a further runtime have the service. */
  void assignTo(String runtime) {
    scene.assign(service, runtime, service.version(), true);
  }

  void answer(String name) {
    assertThat(scene.answer(service, task, "{\"response\": \"" + name + "\"}"))
        .isEqualTo(DeliverReply.ACCEPTED);
  }

  /** Waits for the run's end: it must have greeted this name. */
  void assertGreeted(String name) {
    assertThat(scene.result(service, task)).isEqualTo("\"Hello " + name + "\"");
  }

  RunStatus status() {
    return scene.task(service, task).status();
  }
}
