package org.llamadeploy4j.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What acknowledged work outlives, beside the death of processes of ours, which all outlive. */
public enum DurabilityLevel {
  /** The death of Redis or its machine, less about the last two seconds. */
  EVERYSEC,
  /** The death of Redis or its machine. */
  ALWAYS,
  /** The loss of Redis and its disk, as long as a replica that has the work takes over. */
  REPLICATED;

  /** The word for it in deployment files and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The level of a word; empty: there is no such word. */
  static Optional<DurabilityLevel> of(String word) {
    return Arrays.stream(values()).filter(level -> level.word().equals(word)).findFirst();
  }

  /** All words. */
  static List<String> words() {
    return Arrays.stream(values()).map(DurabilityLevel::word).toList();
  }
}
