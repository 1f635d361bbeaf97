package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.JournalMode;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.StreamMode;
import org.llamadeploy4j.protocol.VersionId;

class FleetDocumentsTest {
  @Test
  void theModeOfStreamsOfAVersionIsKept() {
    ServiceVersion live = FleetScene.version("echo", 1);
    ServiceVersion committed =
        new ServiceVersion(live.id(), live.spec().with(StreamMode.COMMITTED), live.artifact());

    for (ServiceVersion version : List.of(live, committed)) {
      Rollout rollout = FleetScene.rollout("r1", "App", version);
      assertThat(FleetDocuments.rollout(FleetDocuments.write(rollout))).isEqualTo(rollout);
    }
  }

  @Test
  void theModeOfJournalsOfAVersionIsKept() {
    ServiceVersion whole = FleetScene.version("echo", 1);
    ServiceVersion compact =
        new ServiceVersion(whole.id(), whole.spec().with(JournalMode.COMPACT), whole.artifact());

    for (ServiceVersion version : List.of(whole, compact)) {
      Rollout rollout = FleetScene.rollout("r1", "App", version);
      assertThat(FleetDocuments.rollout(FleetDocuments.write(rollout))).isEqualTo(rollout);
    }
  }

  @Test
  void versionsOfABuildThatKnewOnlyWholeJournalsHaveThose() {
    Rollout rollout = FleetScene.rollout("r1", "App", FleetScene.version("echo", 1));
    String now = new String(FleetDocuments.write(rollout), StandardCharsets.UTF_8);
    String former = now.replace(",\"journal\":\"WHOLE\"", "");

    assertThat(former).isNotEqualTo(now);
    assertThat(FleetDocuments.rollout(former.getBytes(StandardCharsets.UTF_8))).isEqualTo(rollout);
  }

  @Test
  void versionsOfABuildThatKnewOneModeOfStreamsStreamLive() {
    Rollout rollout = FleetScene.rollout("r1", "App", FleetScene.version("echo", 1));
    String now = new String(FleetDocuments.write(rollout), StandardCharsets.UTF_8);
    String former = now.replace(",\"stream\":\"LIVE\"", "");

    assertThat(former).isNotEqualTo(now);
    assertThat(FleetDocuments.rollout(former.getBytes(StandardCharsets.UTF_8))).isEqualTo(rollout);
  }

  @Test
  void aReportOfABuildThatDidNotDescribeEventsIsRead() {
    String stored =
        """
        {"runtime": "r1", "host": "h", "capacity": 4, "labels": {}, "placements": [
          {"version": "%s", "kind": "LOADED", "warnings": ["old"], "cause": "", "runs": 0}]}\
        """
            .formatted("a".repeat(32));

    assertThat(FleetDocuments.report(stored.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            new RuntimeReport(
                new RuntimeId("r1"),
                "h",
                4,
                Map.of(),
                Map.of(
                    new VersionId("a".repeat(32)),
                    new RuntimeReport.PlacementState.Loaded(List.of("old")))));
  }

  @Test
  void aDeploymentOfABuildThatKeptNoStatesHoldsNone() {
    Rollout rollout = FleetScene.rollout("r1", "App", FleetScene.version("echo", 1));
    Deployment deployment = FleetRules.live(rollout, null, FleetScene.START);
    String now = new String(FleetDocuments.write(deployment), StandardCharsets.UTF_8);
    String former = now.replace(",\"states\":[]", "");

    assertThat(former).isNotEqualTo(now);
    assertThat(FleetDocuments.deployment(former.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(deployment);
  }
}
