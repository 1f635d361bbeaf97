package org.llamadeploy4j.serviceruntime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder in which a runtime keeps unpacked and compiled code. Stateless. */
final class WorkFolder {
  private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

  private WorkFolder() {}

  /**
   * Makes the folder anew, empty.
   *
   * @throws ServiceRuntimeException when it cannot be written
   */
  static void empty(Path folder) {
    delete(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ServiceRuntimeException(
          Code.IO, "the work folder %s cannot be written: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** Deletes a folder with all that is in it; what resists is logged and stays. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} cannot be deleted: {}", folder, e.getMessage());
    }
  }
}
