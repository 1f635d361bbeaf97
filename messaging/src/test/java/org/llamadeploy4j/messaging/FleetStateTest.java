package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;

class FleetStateTest {
  private static final int MANY = 20;

  @Test
  void deploymentsAndTheirRetiredVersionsHaveOneOrderInEveryProcess() {
    Set<ServiceVersion> retired =
        IntStream.range(0, MANY)
            .mapToObj(number -> FleetScene.version("echo", number))
            .collect(Collectors.toSet());
    Map<DeploymentName, Deployment> deployments = new HashMap<>();
    for (int i = 0; i < MANY; i++) {
      DeploymentName name = new DeploymentName("d" + i);
      Incarnation life = new Incarnation("life" + i);
      deployments.put(name, new Deployment(name, life, null, Map.of(), retired, Instant.EPOCH));
    }

    FleetState fleet = new FleetState(deployments, List.of(), List.of(), Set.of(), "");

    assertThat(List.copyOf(fleet.deployments().keySet())).hasSize(MANY).isSorted();
    assertThat(fleet.deployments().values().iterator().next().retired())
        .extracting(ServiceVersion::id)
        .hasSize(MANY)
        .isSorted();
  }
}
