package org.llamadeploy4j.protocol.states;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which scalars are read as which others whatever their value is. What would be read by chance, as
 * a date that is a URI as well, does not count. Stateless.
 */
final class Words {
  static final String ANY = "any";
  static final String TEXT = "string";

  /** What is a string in JSON, besides strings. */
  private static final Set<String> TEXTS =
      Set.of(
          "char",
          "uuid",
          "uri",
          "bytes",
          "instant",
          "duration",
          "period",
          "localdate",
          "localtime",
          "localdatetime",
          "offsetdatetime",
          "offsettime",
          "zoneddatetime",
          "zoneid",
          "zoneoffset",
          "year",
          "yearmonth",
          "monthday");

  /** What else a scalar reads, by its word. */
  private static final Map<String, Set<String>> READS =
      Map.ofEntries(
          Map.entry("short", Set.of("byte")),
          Map.entry("int", Set.of("byte", "short")),
          Map.entry("long", Set.of("byte", "short", "int")),
          Map.entry("biginteger", Set.of("byte", "short", "int", "long")),
          Map.entry("float", Set.of("byte", "short")),
          Map.entry("double", Set.of("byte", "short", "int", "float")),
          Map.entry(
              "bigdecimal",
              Set.of("byte", "short", "int", "long", "biginteger", "float", "double")),
          Map.entry(TEXT, TEXTS),
          Map.entry("zoneddatetime", Set.of("offsetdatetime")),
          Map.entry("zoneid", Set.of("zoneoffset")));

  private static final Set<String> ALL = all();

  private Words() {}

  private static Set<String> all() {
    Set<String> all = new HashSet<>(TEXTS);
    all.addAll(READS.keySet());
    all.addAll(List.of("byte", "boolean", ANY, "fields"));
    return Set.copyOf(all);
  }

  static boolean isKnown(String word) {
    return ALL.contains(word);
  }

  /** Whether every value of one is read as the other. */
  static boolean reads(String now, String then) {
    return now.equals(then) || now.equals(ANY) || READS.getOrDefault(now, Set.of()).contains(then);
  }

  /** The same of names of an object: as such, every scalar is text. */
  static boolean readsName(String now, String then) {
    return now.equals(TEXT) || reads(now, then);
  }
}
