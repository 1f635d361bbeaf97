package org.llamadeploy4j.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of text in columns, as wide as they have to be. Used by one thread. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final List<Integer> widths;

  Table(String... titles) {
    widths = new ArrayList<>(Collections.nCopies(titles.length, 0));
    add((Object[]) titles);
  }

  /** Adds a row; null is shown as '-'. */
  void add(@Nullable Object... cells) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      String text = shown(cells[i]);
      row.add(text);
      widths.set(i, Math.max(widths.get(i), text.length()));
    }
    rows.add(row);
  }

  void print(PrintStream out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        line.repeat(' ', widths.get(i) - row.get(i).length()).append(GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** On one line and without what a terminal would obey: texts come from workflows and clients. */
  static String shown(@Nullable Object cell) {
    String text = cell == null ? "" : cell.toString().replaceAll("\\p{Cntrl}+", " ").strip();
    return text.isEmpty() ? "-" : text;
  }
}
