package org.llamadeploy4j.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;

/** Finds the files of a {@code local} source, which may not lie outside the base folder. */
final class LocalSource {
  private final Path base;

  /**
   * A finder below one folder.
   *
   * @throws ControlPlaneException when there is no such folder
   */
  LocalSource(Path base) {
    try {
      this.base = base.toRealPath();
    } catch (IOException e) {
      throw new ControlPlaneException(
          ErrorCode.INVALID_INPUT,
          "The base path '%s' cannot be read: local sources are looked up there".formatted(base),
          e);
    }
    if (!Files.isDirectory(this.base)) {
      throw new ControlPlaneException(
          ErrorCode.INVALID_INPUT, "The base path '%s' is not a folder".formatted(base));
    }
  }

  /**
   * The real path of a service's source: a folder, a jar, or a {@code .java} file.
   *
   * @throws ControlPlaneException when the source is of another type, is not there or leaves the
   *     base folder
   */
  Path find(ServiceSpec service) {
    String location = service.source().location();
    switch (service.source().type()) {
      case LOCAL -> {}
      case GIT, DOCKER ->
          throw refused(
              service,
              "type '%s' cannot be deployed; use type 'local'"
                  .formatted(service.source().type().name().toLowerCase(Locale.ROOT)));
    }
    Path wished = resolve(service, location);
    Path real;
    try {
      real = wished.toRealPath();
    } catch (IOException e) {
      throw new ControlPlaneException(
          ErrorCode.INVALID_INPUT,
          message(service.id(), "'%s' does not exist below %s".formatted(location, base)),
          e);
    }
    if (!real.startsWith(base)) {
      throw refused(service, "'%s' leaves the folder %s".formatted(location, base));
    }
    if (!Files.isDirectory(real) && !isLoneFile(real)) {
      throw refused(
          service, "'%s' is neither a folder nor a .jar or .java file".formatted(location));
    }
    return real;
  }

  private Path resolve(ServiceSpec service, String location) {
    Path wished;
    try {
      wished = Path.of(location);
    } catch (InvalidPathException e) {
      throw new ControlPlaneException(
          ErrorCode.INVALID_INPUT,
          message(service.id(), "'%s' is not a path".formatted(location)),
          e);
    }
    if (wished.isAbsolute()) {
      throw refused(service, "'%s' is absolute; write it relative to %s".formatted(location, base));
    }
    Path resolved = base.resolve(wished).normalize();
    if (!resolved.startsWith(base)) {
      throw refused(service, "'%s' leaves the folder %s".formatted(location, base));
    }
    return resolved;
  }

  private static boolean isLoneFile(Path file) {
    String name = String.valueOf(file.getFileName());
    return Files.isRegularFile(file) && (name.endsWith(".jar") || name.endsWith(".java"));
  }

  private static ControlPlaneException refused(ServiceSpec service, String what) {
    return new ControlPlaneException(ErrorCode.INVALID_INPUT, message(service.id(), what));
  }

  /** Says which source a complaint is about, in the words of the deployment file. */
  static String message(ServiceId service, String what) {
    return "services.%s.source: %s".formatted(service, what);
  }
}
