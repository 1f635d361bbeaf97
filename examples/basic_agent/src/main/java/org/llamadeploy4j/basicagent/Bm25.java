package org.llamadeploy4j.basicagent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Ranks texts by Okapi BM25: a text scores for each word of the query that it has, more for a rare
 * word than for a common one, more for a short text than for a long one. Immutable.
 */
final class Bm25 {
  /** How soon a repeated word stops to count. */
  private static final double SATURATION = 1.2;

  /** How much longer texts are held back, from 0 to 1. */
  private static final double LENGTH_WEIGHT = 0.75;

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** For each text how often it has each word. */
  private final List<Map<String, Integer>> counts = new ArrayList<>();

  /** How many texts have a word. */
  private final Map<String, Integer> spread = new HashMap<>();

  private final double meanLength;

  Bm25(List<String> texts) {
    int words = 0;
    for (String text : texts) {
      Map<String, Integer> count = new HashMap<>();
      for (String word : words(text)) {
        count.merge(word, 1, Integer::sum);
        words++;
      }
      counts.add(count);
      count.keySet().forEach(word -> spread.merge(word, 1, Integer::sum));
    }
    meanLength = Math.max(1.0, (double) words / Math.max(1, texts.size()));
  }

  /** The positions of the texts that fit best, the best first; none without a word in common. */
  List<Integer> search(String query, int limit) {
    Set<String> words = new HashSet<>(words(query));
    double[] scores = counts.stream().mapToDouble(text -> score(text, words)).toArray();
    return IntStream.range(0, scores.length)
        .filter(i -> scores[i] > 0)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
        .limit(limit)
        .toList();
  }

  private double score(Map<String, Integer> text, Set<String> query) {
    int length = text.values().stream().mapToInt(Integer::intValue).sum();
    double damping = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / meanLength);
    return query.stream()
        .mapToDouble(word -> {
          int times = text.getOrDefault(word, 0);
          return rarity(word) * times * (SATURATION + 1) / (times + damping);
        })
        .sum();
  }

  private double rarity(String word) {
    int having = spread.getOrDefault(word, 0);
    return Math.log(1 + (counts.size() - having + 0.5) / (having + 0.5));
  }

  private static List<String> words(String text) {
    return NO_WORD
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
