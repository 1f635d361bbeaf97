package org.llamadeploy4j.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.llamadeploy4j.protocol.RuntimeId;

/**
 * Where one program keeps what it must find again, and its logs.
 *
 * @param root absolute; need not exist
 */
record DataFolder(Path root) {
  /** Makes the path absolute. */
  DataFolder {
    root = root.toAbsolutePath().normalize();
  }

  Path redis() {
    return root.resolve("redis");
  }

  Path artifacts() {
    return root.resolve("artifacts");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path logFile() {
    return logs().resolve("llamadeploy.log");
  }

  /** Scratch space of a runtime; emptied at its start. */
  Path work(RuntimeId runtime) {
    return root.resolve("work").resolve(runtime.value());
  }

  /** Makes the folder, readable by its owner alone where the file system knows owners. */
  void create() {
    try {
      Files.createDirectories(logs());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the data folder " + root, e);
    }
  }

  /**
   * The id of the runtime that lives on this folder: the same after each start, so that a restarted
   * program takes its own runs and its lead up at once instead of waiting for its former leases to
   * lapse. Only for the holder of the folder's lock.
   */
  RuntimeId runtimeId() {
    Path file = root.resolve("runtime-id");
    try {
      if (Files.exists(file)) {
        return new RuntimeId(Files.readString(file).strip());
      }
      RuntimeId made = freshRuntimeId();
      Files.writeString(file, made.value() + "\n", StandardCharsets.UTF_8);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file, e);
    }
  }

  static RuntimeId freshRuntimeId() {
    return new RuntimeId("runtime-" + UUID.randomUUID().toString().substring(0, 13));
  }
}
