package org.llamadeploy4j.messaging;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each script that writes has a snapshot of what it leaves. */
class SnapshotCoverageTest {
  private static final Path SCRIPTS =
      Path.of("src", "main", "resources", "org", "llamadeploy4j", "messaging", "lua");

  private static final Map<String, String> SNAPSHOTS =
      Map.ofEntries(
          entry("cancel", "cancel"),
          entry("claim", "claim"),
          entry("close", "close"),
          entry("commit", "commit"),
          entry("complete", "complete"),
          entry("delete", "delete"),
          entry("deliver", "deliver"),
          entry("fire", "fire"),
          entry("fleet_assign", "fleet-assign"),
          entry("fleet_begin", "fleet-begin"),
          entry("fleet_finish", "fleet-finish"),
          entry("fleet_identify", "fleet-identify"),
          entry("fleet_lead", "fleet-lead"),
          entry("fleet_leave", "fleet-leave"),
          entry("fleet_read", "fleet-read"),
          entry("fleet_remove", "fleet-remove"),
          entry("fleet_replace", "fleet-forget"),
          entry("fleet_report", "fleet-report"),
          entry("fleet_resign", "fleet-resign"),
          entry("fleet_undeploy", "fleet-undeploy"),
          entry("idem_free", "free"),
          entry("idem_keep", "keep"),
          entry("idem_reserve", "submit-keyed"),
          entry("keyed_seen", "seen"),
          entry("park", "park"),
          entry("publish", "publish"),
          entry("release", "release"),
          entry("renew", "renew"),
          entry("retry", "retry"),
          entry("session_create", "session-create"),
          entry("session_delete", "session-delete"),
          entry("submit", "submit"),
          entry("takeover", "takeover"),
          entry("wipe", "wipe"));

  @Test
  void everyScriptThatWritesHasASnapshot() throws IOException {
    Set<String> writers = new TreeSet<>();
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.toList()) {
        String name = script.getFileName().toString().replace(".lua", "");
        String head = Files.readString(script).lines().findFirst().orElse("");
        if (head.startsWith("#!lua") && !head.contains("no-writes")) {
          writers.add(name);
        }
      }
    }
    assertThat(writers).isEqualTo(new TreeSet<>(SNAPSHOTS.keySet()));
    SNAPSHOTS.forEach((script, snapshot) ->
        assertThat(SnapshotRules.snapshot(snapshot)).as(script).matches("(?s)\\{(d1:|fleet}:).*"));
  }
}
