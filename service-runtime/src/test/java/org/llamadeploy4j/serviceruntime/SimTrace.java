package org.llamadeploy4j.serviceruntime;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.Collectors;

/** What has happened in a simulated world: the last of it, or all of it. */
final class SimTrace {
  private static final int LAST = 60;

  private final boolean whole;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long hash;

  SimTrace(boolean whole) {
    this.whole = whole;
  }

  private record Entry(long at, String who, String what, Object[] details) {
    String text() {
      return String.format(
          Locale.ROOT,
          "%10.6f  %-10s %-10s %s",
          at / 1e9,
          who,
          what,
          Arrays.stream(details).map(String::valueOf).collect(Collectors.joining(" ")));
    }
  }

  void add(long at, String who, String what, Object... details) {
    hash = 31 * (31 * (31 * hash + at) + who.hashCode()) + what.hashCode();
    entries.addLast(new Entry(at, who, what, details));
    if (!whole && entries.size() > LAST) {
      entries.removeFirst();
    }
  }

  /** The same for the same history. */
  long hash() {
    return hash;
  }

  /** What is kept, a line each. */
  String text() {
    return entries.stream().map(Entry::text).collect(Collectors.joining("\n"));
  }
}
