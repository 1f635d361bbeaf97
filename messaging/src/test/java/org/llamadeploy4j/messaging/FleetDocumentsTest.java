package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

class FleetDocumentsTest {
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
}
