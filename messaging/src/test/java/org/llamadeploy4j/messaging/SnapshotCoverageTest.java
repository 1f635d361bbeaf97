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

/**
 * Each script that writes has a snapshot of what it leaves. The fleet's scripts are held by {@link
 * FleetStoreContract} and {@code FleetTwinsIT} instead.
 */
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
        if (head.startsWith("#!lua") && !head.contains("no-writes") && !name.startsWith("fleet_")) {
          writers.add(name);
        }
      }
    }
    assertThat(writers).isEqualTo(new TreeSet<>(SNAPSHOTS.keySet()));
    SNAPSHOTS.forEach((script, snapshot) ->
        assertThat(SnapshotRules.snapshot(snapshot)).as(script).startsWith("{d1:"));
  }
}
