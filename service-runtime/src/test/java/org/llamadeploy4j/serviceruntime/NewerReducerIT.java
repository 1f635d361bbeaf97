package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.SharedRedis;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/** A runtime beside one of a later version of this program, as while a fleet is upgraded. */
@ExtendWith(SharedRedis.class)
class NewerReducerIT extends OnStage {
  private static final RuntimeId NEWER = new RuntimeId("newer");

  @Override
  Messaging open() {
    String namespace = "d-" + UUID.randomUUID().toString().substring(0, 18);
    return RedisMessaging.connect(SharedRedis.settings().withNamespace(namespace));
  }

  @Test
  void aRunThatALaterProgramDroveIsLeftToItAndOthersGoOn() {
    ServiceRuntime first = scene.runtime("a");
    Deployed echo = scene.deploy("a", "echo", Flows.ECHO);
    first.stop();
    TaskId newer = scene.submit(echo, "{\"message\": \"hi\"}");
    assertThat(claim(echo, "first")).containsExactly(newer);
    messaging.runs().release(echo.shard(), NEWER);

    scene.assign(echo, "b", echo.version(), true);
    scene.runtime("b");
    TaskId other = scene.submit(echo, "{\"message\": \"hi\"}");
    scene.awaitStatus(echo, other, RunStatus.COMPLETED);
    scene.awaitStatus(echo, newer, RunStatus.QUEUED);
    assertThat(claim(echo, "again")).containsExactly(newer);
  }

  private List<TaskId> claim(Deployed deployed, String operation) {
    ClaimRequest wish =
        new ClaimRequest(
            deployed.shard(),
            deployed.version().spec().id(),
            deployed.version().id(),
            true,
            WorkflowProgram.REDUCER + 1,
            NEWER,
            Duration.ofMinutes(1),
            9,
            operation);
    return messaging.runs().claim(wish).stream()
        .map(ClaimedRun::claim)
        .map(claim -> claim.task())
        .toList();
  }
}
