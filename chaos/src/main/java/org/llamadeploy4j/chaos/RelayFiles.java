package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What lies in an experiment's folder for the relay: its source, what its steps write outside, a
 * deployment file for each of its deployments.
 *
 * @param folder where everything lies
 */
record RelayFiles(Path folder) {

  /**
   * Writes everything.
   *
   * @param folder exists and has nothing of it yet
   */
  static RelayFiles write(Path folder) {
    RelayFiles files = new RelayFiles(folder);
    try {
      Path source = Files.createDirectory(folder.resolve("relay"));
      Files.writeString(source.resolve("Relay.java"), workflow());
      Files.createDirectory(files.permits());
      for (Relays relays : Relays.values()) {
        Files.writeString(files.outsideLog(relays), ""); // two deployments share one
        Files.writeString(files.deployment(relays), files.text(relays));
      }
      return files;
    } catch (IOException e) {
      throw new ChaosException("cannot write the relay's files to " + folder, e);
    }
  }

  /** What the steps of a deployment write down. */
  Path outsideLog(Relays relays) {
    return folder.resolve(relays == Relays.GUEST ? "guest.log" : "outside.log");
  }

  /** Where a file of its number lets a task complete that is to fail. */
  Path permits() {
    return folder.resolve("permits");
  }

  /** The deployment file of a deployment. */
  Path deployment(Relays relays) {
    return folder.resolve(relays.title() + ".yml");
  }

  private String text(Relays relays) {
    return """
    name: %s
    default-service: %s
    stream: %s
    journal: %s
    services:
      %2$s:
        name: Relay
        source: {type: local, name: ./relay}
        path: Relay
        env: {OUTSIDE_LOG: '%s', PERMITS: '%s'}
    """
        .formatted(
            relays.title(),
            RelayTasks.SERVICE,
            relays.stream(),
            relays.journal(),
            outsideLog(relays),
            permits());
  }

  private static String workflow() throws IOException {
    try (InputStream in = RelayFiles.class.getResourceAsStream("relay/Relay.java")) {
      if (in == null) {
        throw new ChaosException("no relay/Relay.java on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
