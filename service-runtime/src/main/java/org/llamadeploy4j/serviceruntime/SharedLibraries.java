package org.llamadeploy4j.serviceruntime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;
import org.llamadeploy4j.workflow.Workflow;

/**
 * Compares the versions of the libraries that a service shares with its host: a copy that the
 * service brings is ignored, so one that is newer than the host's would fail later and elsewhere, a
 * method missing in the midst of a run. What a service needs is read from the copies it brings, or
 * from its manifest. Stateless.
 */
final class SharedLibraries {
  /** In a service's manifest: the SDK it was built against. */
  static final String NEEDED_SDK = "Llamadeploy4j-Sdk-Version";

  private static final String SDK_MARK = "org/llamadeploy4j/workflow/sdk.properties";
  private static final String JACKSON_MARK =
      "META-INF/maven/com.fasterxml.jackson.core/jackson-annotations/pom.properties";
  private static final String SDK = "llamadeploy4j-workflow-sdk";
  private static final String JACKSON = "jackson-annotations";
  private static final int MAX_MARK_BYTES = 64 * 1024;

  private SharedLibraries() {}

  /** Checks what is known of a folder before anything in it is compiled. */
  static void refuseNewer(SourceTree tree) {
    if (tree.kind() != SourceTree.Kind.JAR) {
      List<Path> places = new ArrayList<>(List.of(tree.root()));
      places.addAll(tree.libraries());
      refuseNewer(places);
    }
  }

  /**
   * Checks jars and class folders.
   *
   * @throws ServiceRuntimeException naming both versions, when one needs more than the host has
   */
  static void refuseNewer(List<Path> places) {
    for (Path place : places) {
      refuse(place, SDK, neededSdk(place), hostVersion(SDK_MARK));
      refuse(place, SDK, version(place, SDK_MARK), hostVersion(SDK_MARK));
      refuse(place, JACKSON, version(place, JACKSON_MARK), hostVersion(JACKSON_MARK));
    }
  }

  private static void refuse(
      Path place, String library, Optional<LibraryVersion> needed, Optional<LibraryVersion> host) {
    if (needed.isPresent() && host.isPresent() && needed.get().compareTo(host.get()) > 0) {
      throw new ServiceRuntimeException(
          Code.HOST_TOO_OLD,
          "the service needs %s %s ('%s' says so), but this runtime has %s; build the service with %s %s or older, or update the runtime"
              .formatted(
                  library, needed.get(), place.getFileName(), host.get(), library, host.get()));
    }
  }

  /** The version of the SDK that this host has. */
  static Optional<LibraryVersion> hostSdk() {
    return hostVersion(SDK_MARK);
  }

  /**
   * What to add to a message about code that does not link: advice, if it misses something of the
   * SDK, else nothing. So also a jar that says nothing of its needs gets an answer.
   */
  static String advice(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      boolean links = cause instanceof LinkageError || cause instanceof ClassNotFoundException;
      String missing = String.valueOf(cause.getMessage()).replace('/', '.');
      if (links && missing.contains(Workflow.class.getPackageName() + ".")) {
        return "; this runtime has %s %s, build the service with that"
            .formatted(SDK, hostSdk().map(LibraryVersion::text).orElse("of an unknown version"));
      }
    }
    return "";
  }

  private static Optional<LibraryVersion> hostVersion(String mark) {
    try (InputStream in = HostApi.loader().getResourceAsStream(mark)) {
      return in == null ? Optional.empty() : version(in.readNBytes(MAX_MARK_BYTES));
    } catch (IOException e) {
      throw new ServiceRuntimeException(
          Code.IO, "the runtime's own %s cannot be read: %s".formatted(mark, e.getMessage()), e);
    }
  }

  private static Optional<LibraryVersion> version(Path place, String mark) {
    return read(place, mark).flatMap(SharedLibraries::version);
  }

  private static Optional<LibraryVersion> version(byte[] properties) {
    try {
      Properties read = new Properties();
      read.load(new ByteArrayInputStream(properties));
      return LibraryVersion.parse(read.getProperty("version", ""));
    } catch (IOException | IllegalArgumentException e) {
      throw new ServiceRuntimeException(
          Code.BAD_ARTIFACT, "a version cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<LibraryVersion> neededSdk(Path place) {
    return read(place, JarFile.MANIFEST_NAME)
        .flatMap(bytes -> {
          try {
            Attributes main = new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
            return Optional.ofNullable(main.getValue(NEEDED_SDK));
          } catch (IOException e) {
            throw new ServiceRuntimeException(
                Code.BAD_ARTIFACT,
                "the manifest of '%s' cannot be read: %s"
                    .formatted(place.getFileName(), e.getMessage()),
                e);
          }
        })
        .flatMap(LibraryVersion::parse);
  }

  private static Optional<byte[]> read(Path place, String name) {
    try {
      if (Files.isDirectory(place)) {
        Path file = place.resolve(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
      }
      try (JarFile jar = new JarFile(place.toFile())) {
        JarEntry entry = jar.getJarEntry(name);
        return entry == null
            ? Optional.empty()
            : Optional.of(jar.getInputStream(entry).readNBytes(MAX_MARK_BYTES));
      }
    } catch (IOException e) {
      throw new ServiceRuntimeException(
          Code.BAD_ARTIFACT,
          "'%s' cannot be read: %s".formatted(place.getFileName(), e.getMessage()),
          e);
    }
  }
}
