package org.llamadeploy4j.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** When readers of a run's stream see what its steps stream. */
public enum StreamMode {
  /** At once, marked with the attempt, which may turn out not to count. */
  LIVE,
  /** When the step has ended and that is committed: nothing of an attempt that does not count. */
  COMMITTED;

  /** The word for it in deployment files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of a word; empty: there is no such word. */
  static Optional<StreamMode> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
  }

  /** All words. */
  static List<String> words() {
    return Arrays.stream(values()).map(StreamMode::word).toList();
  }
}
