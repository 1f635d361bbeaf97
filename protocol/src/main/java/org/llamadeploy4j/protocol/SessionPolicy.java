package org.llamadeploy4j.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a task whose session another task is using. */
public enum SessionPolicy {
  /** It waits until the session is free: tasks of a session run one after another. */
  ENQUEUE,
  /** It is refused. */
  REJECT,
  /** It runs beside the others. */
  PARALLEL;

  /** The word for it in deployment files and in the store. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The policy of a word; empty: there is no such word. */
  static Optional<SessionPolicy> of(String word) {
    return Arrays.stream(values()).filter(policy -> policy.word().equals(word)).findFirst();
  }

  /** All words. */
  static List<String> words() {
    return Arrays.stream(values()).map(SessionPolicy::word).toList();
  }
}
