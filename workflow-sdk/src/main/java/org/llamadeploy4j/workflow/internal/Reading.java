package org.llamadeploy4j.workflow.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reading of JSON into an object: collects every problem with its path instead of stopping at
 * the first.
 */
final class Reading {

  private final boolean strict;
  private final boolean quotes;
  private final Deque<String> path = new ArrayDeque<>();
  private final List<String> problems = new ArrayList<>();

  private Reading(boolean strict, boolean quotes) {
    this.strict = strict;
    this.quotes = quotes;
  }

  /** For input of clients: an unknown field is a problem. */
  static Reading strict() {
    return new Reading(true, true);
  }

  /** As strict, for what may hold secrets: no problem tells a value. */
  static Reading discreet() {
    return new Reading(true, false);
  }

  /** For what we wrote ourselves, maybe with other code: unknown fields are ignored. */
  static Reading lenient() {
    return new Reading(false, true);
  }

  boolean isStrict() {
    return strict;
  }

  /** What a value that does not fit is called: itself if it may be told and is short. */
  String describe(Object json) {
    boolean small = json instanceof Number || json instanceof Boolean;
    boolean shortText = json instanceof String s && s.length() <= 40;
    boolean told = quotes && (small || shortText);
    return !told ? Json.kind(json) : small ? json.toString() : "\"" + json + "\"";
  }

  void enter(String segment) {
    path.addLast(segment);
  }

  void leave() {
    path.removeLast();
  }

  /**
   * Notes a problem here; the null is what the caller may return, since nothing read so far will be
   * used.
   */
  @Nullable Object problem(String what) {
    String where = String.join(".", path).replace(".[", "[");
    problems.add(where.isEmpty() ? what : where + " " + what);
    return null;
  }

  List<String> problems() {
    return problems;
  }
}
