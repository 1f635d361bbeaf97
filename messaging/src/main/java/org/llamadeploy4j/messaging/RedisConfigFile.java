package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration that the embedded server reads from its standard input. It comes from a file,
 * not from a pipe: a server whose parent dies while starting it must not come up with defaults. The
 * file holds the hash of the password only.
 */
final class RedisConfigFile {
  private RedisConfigFile() {}

  /** Writes it for a server on this port and returns where it is. */
  static Path write(RedisFolder folder, EmbeddedRedisSettings settings, int port, String password)
      throws IOException {
    OwnerFiles.replace(folder.config(), text(folder, settings, port, password));
    return folder.config();
  }

  static String text(
      RedisFolder folder, EmbeddedRedisSettings settings, int port, String password) {
    String hash = Sha256.of(password.getBytes(StandardCharsets.UTF_8));
    List<String> lines =
        List.of(
            "bind 127.0.0.1",
            "protected-mode yes",
            "port " + port,
            // All that clients need: scripts, and to read how it is, but nothing that changes the
            // server itself.
            "user default on #" + hash + " ~* &* +@all -@dangerous +info +config|get",
            "daemonize no",
            "dir " + quoted(folder.data()),
            "pidfile " + quoted(folder.pid()),
            "logfile " + quoted(folder.log()),
            "loglevel notice",
            "always-show-logo no",
            "save \"\"",
            "appendonly yes",
            "appendfsync " + settings.fsync().word(),
            "no-appendfsync-on-rewrite no",
            "aof-load-truncated yes",
            "maxmemory " + settings.maxMemoryBytes(),
            "maxmemory-policy noeviction");
    return String.join("\n", lines) + "\n";
  }

  private static String quoted(Path path) {
    String escaped =
        path.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '"' + escaped + '"';
  }
}
