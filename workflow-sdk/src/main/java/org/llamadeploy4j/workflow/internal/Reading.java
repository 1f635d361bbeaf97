package org.llamadeploy4j.workflow.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.SchemaChange.Difference;
import org.llamadeploy4j.workflow.SchemaChange.How;

/**
 * One reading of JSON into an object: collects every problem with its path instead of stopping at
 * the first.
 */
final class Reading {

  private final Mode mode;
  private final Deque<String> path = new ArrayDeque<>();
  private final List<String> problems = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  private enum Mode {
    STRICT,
    DISCREET,
    LENIENT,
    COMPARING
  }

  private Reading(Mode mode) {
    this.mode = mode;
  }

  /** For input of clients: an unknown field is a problem. */
  static Reading strict() {
    return new Reading(Mode.STRICT);
  }

  /** As strict, for what may hold secrets: no problem tells a value. */
  static Reading discreet() {
    return new Reading(Mode.DISCREET);
  }

  /** For what we wrote ourselves, maybe with other code: unknown fields are ignored. */
  static Reading lenient() {
    return new Reading(Mode.LENIENT);
  }

  /** As lenient, to learn how JSON differs from what would be written today. */
  static Reading comparing() {
    return new Reading(Mode.COMPARING);
  }

  boolean isStrict() {
    return mode == Mode.STRICT || mode == Mode.DISCREET;
  }

  /** Whether it is to be told of fields that the type does not have. */
  boolean wantsUnknown() {
    return mode != Mode.LENIENT;
  }

  /** What a value that does not fit is called: itself if it may be told and is short. */
  String describe(Object json) {
    boolean small = json instanceof Number || json instanceof Boolean;
    boolean shortText = json instanceof String s && s.length() <= 40;
    boolean told = mode != Mode.DISCREET && (small || shortText);
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
    differ(How.MISFIT, where(), what);
    return report(what);
  }

  /** Notes that a field is not there which must be. */
  void missing(String field) {
    differ(How.MISSING, at(field), "");
    report("field '" + field + "' is missing");
  }

  /** Notes that a field is not there, so that its value is empty. */
  void leftEmpty(String field) {
    differ(How.EMPTY, at(field), "");
  }

  /** Notes that there is a field which the type does not have. */
  void unknown(String field, List<String> allowed) {
    differ(How.UNKNOWN, at(field), "");
    if (isStrict()) {
      report("has an unknown field '" + field + "'; allowed are " + allowed);
    }
  }

  private @Nullable Object report(String what) {
    String where = where();
    problems.add(where.isEmpty() ? what : where + " " + what);
    return null;
  }

  private void differ(How how, String where, String what) {
    if (mode == Mode.COMPARING) {
      differences.add(new Difference(how, where, what));
    }
  }

  private String where() {
    return String.join(".", path).replace(".[", "[");
  }

  private String at(String field) {
    return path.isEmpty() ? field : where() + "." + field;
  }

  /** What a {@linkplain #comparing comparing} reading has found. */
  List<Difference> differences() {
    return differences;
  }

  List<String> problems() {
    return problems;
  }
}
