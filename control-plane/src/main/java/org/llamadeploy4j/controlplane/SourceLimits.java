package org.llamadeploy4j.controlplane;

/**
 * How large the source of a service may be.
 *
 * @param maxFiles how many files
 * @param maxBytes how many bytes in all of them
 */
public record SourceLimits(int maxFiles, long maxBytes) {
  /** 10,000 files, 128 MB: an artifact is held in memory while it is stored and loaded. */
  public static SourceLimits defaults() {
    return new SourceLimits(10_000, 128L * 1024 * 1024);
  }
}
