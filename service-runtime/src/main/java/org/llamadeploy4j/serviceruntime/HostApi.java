package org.llamadeploy4j.serviceruntime;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;
import org.llamadeploy4j.workflow.Workflow;

/**
 * What a service shares with its host: these packages, exactly, and no others. A class of one of
 * them is always the host's; a class of any other package never is. Stateless.
 */
final class HostApi {
  private static final String SDK = "org.llamadeploy4j.workflow";

  private static final Set<String> PACKAGES =
      Set.of(
          SDK,
          SDK + ".graph",
          SDK + ".retry",
          SDK + ".testing",
          "org.slf4j",
          "org.slf4j.event",
          "org.slf4j.helpers",
          "org.slf4j.spi",
          "org.jspecify.annotations",
          "com.fasterxml.jackson.annotation");

  /** One class of each library above, to find where the host has it. */
  private static final List<String> LANDMARKS =
      List.of(
          SDK + ".Workflow",
          "org.slf4j.Logger",
          "org.jspecify.annotations.Nullable",
          "com.fasterxml.jackson.annotation.JsonProperty");

  private HostApi() {}

  /** The loader that has the shared packages. */
  static ClassLoader loader() {
    return Workflow.class.getClassLoader();
  }

  /** Whether the host gives the classes of this package. */
  static boolean shares(String packageName) {
    return PACKAGES.contains(packageName);
  }

  /** Whether the package is the SDK's own, shared or not: a copy in a service is ignored. */
  static boolean isSdk(String packageName) {
    return packageName.equals(SDK) || packageName.startsWith(SDK + ".");
  }

  /** The jars and folders of the shared packages, for the compiler. */
  static List<Path> classPath() {
    Set<Path> places = new LinkedHashSet<>();
    LANDMARKS.forEach(landmark -> placeOf(landmark).ifPresent(places::add));
    return new ArrayList<>(places);
  }

  private static Optional<Path> placeOf(String landmark) {
    try {
      CodeSource source =
          Class.forName(landmark, false, loader()).getProtectionDomain().getCodeSource();
      return source == null ? Optional.empty() : Optional.of(Path.of(source.getLocation().toURI()));
    } catch (ClassNotFoundException e) {
      // This host ships without that library, so services cannot compile against it either.
      return Optional.empty();
    } catch (URISyntaxException e) {
      throw new ServiceRuntimeException(
          Code.IO, "the place of " + landmark + " is not a file: " + e.getMessage(), e);
    }
  }

  /** The package of a class name; empty for the unnamed one. */
  static String packageOf(String className) {
    int dot = className.lastIndexOf('.');
    return dot < 0 ? "" : className.substring(0, dot);
  }

  /** The package a resource's path would belong to; empty for the root. */
  static String packageOfResource(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash).replace('/', '.');
  }
}
