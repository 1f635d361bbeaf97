package org.llamadeploy4j.workflow.graph;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is to be drawn, before anything has a place: both what may happen and what did happen come
 * to this.
 *
 * @param note a sentence below the title; may be empty
 */
record Picture(
    String title, String note, Direction direction, List<Shape> shapes, List<Line> lines) {

  /** Where time goes. */
  enum Direction {
    DOWN,
    RIGHT
  }

  /** What a line means, and so how it is drawn. */
  enum Stroke {
    /** Something goes along it. */
    FLOW(""),
    FAILURE("after a failure"),
    RESUME("goes on later"),
    USE("uses");

    private final String meaning;

    Stroke(String meaning) {
      this.meaning = meaning;
    }

    /** For legends; empty where it goes without saying. */
    String meaning() {
      return meaning;
    }

    /** For style sheets. */
    String cssClass() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something with a name.
   *
   * @param detail a second, smaller line; may be empty
   * @param hover what is told on top of label and detail; may be empty
   * @param inside what it contains, or null
   */
  record Shape(
      String id, String label, String detail, String hover, Look look, @Nullable Picture inside) {

    Shape(String id, String label, Look look) {
      this(id, label, "", "", look, null);
    }

    /** All that is known about it, for a tooltip. */
    String told() {
      StringBuilder all = new StringBuilder(label).append(" (").append(look.meaning()).append(')');
      for (String more : List.of(detail, hover)) {
        if (!more.isEmpty()) {
          all.append('\n').append(more);
        }
      }
      return all.toString();
    }
  }

  /** An arrow between two shapes. */
  record Line(String source, String target, String label, Stroke stroke) {}

  Picture {
    shapes = List.copyOf(shapes);
    lines = List.copyOf(lines);
  }
}
