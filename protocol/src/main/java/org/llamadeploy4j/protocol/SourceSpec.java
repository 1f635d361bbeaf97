package org.llamadeploy4j.protocol;

/**
 * Where the code of a service comes from.
 *
 * @param type kind of source
 * @param location for {@code local}: a path relative to the deployment file's folder
 */
public record SourceSpec(Type type, String location) {
  /** Kinds of sources that a deployment file may name. */
  public enum Type {
    /**
     * A folder of {@code .java} files, a folder of classes, or a jar, beside the deployment file.
     */
    LOCAL,
    /** A repository; accepted by the parser, not deployable yet. */
    GIT,
    /** Accepted by the original's parser and deployable by none; refused when deployed. */
    DOCKER
  }
}
