package org.llamadeploy4j.workflow.testing;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
final class Nearest {

  private Nearest() {}

  /** The nearest of these, if it is near: at most one edit for each three letters, or two. */
  static Optional<String> to(String word, Collection<String> candidates) {
    int limit = Math.max(2, word.length() / 3);
    return candidates.stream()
        .filter(c -> Math.abs(c.length() - word.length()) <= limit)
        .filter(c -> distance(word, c) <= Math.min(limit, c.length() - 1))
        .min(Comparator.comparingInt((String c) -> distance(word, c)).thenComparing(c -> c));
  }

  /** Letters to insert, drop, or replace to come from one word to the other; case left out. */
  private static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : cheapest(rows, a, b, i, j);
      }
    }
    return rows[a.length()][b.length()];
  }

  private static int cheapest(int[][] rows, String a, String b, int i, int j) {
    int replace = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    return Math.min(replace, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
  }
}
