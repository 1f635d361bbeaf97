package org.llamadeploy4j.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much is kept of what happened in a run while it goes on. */
public enum JournalMode {
  /** All of it, for as long as the run is there. */
  WHOLE,
  /** A snapshot of the run, and what happened since. */
  COMPACT;

  /** The word for it in deployment files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of a word; empty: there is no such word. */
  static Optional<JournalMode> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
  }

  /** All words. */
  static List<String> words() {
    return Arrays.stream(values()).map(JournalMode::word).toList();
  }
}
