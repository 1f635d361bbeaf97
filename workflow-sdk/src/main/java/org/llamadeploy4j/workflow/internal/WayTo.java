package org.llamadeploy4j.workflow.internal;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import tools.jackson.core.TokenStreamContext;

/**
 * The way to a place in a JSON value, such as {@code orders[2].price}, put together from the inside
 * out. What is long is cut. Belongs to one thread.
 */
final class WayTo implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHOWN_STEPS = 8;
  private static final int SHOWN_CHARS = 40;

  private final ArrayList<String> steps = new ArrayList<>(); // the innermost first

  /** The way to where a parser or a generator is. */
  static WayTo placeOf(TokenStreamContext place) {
    WayTo way = new WayTo();
    for (TokenStreamContext at = place; at != null; at = at.getParent()) {
      String name = at.inObject() ? at.currentName() : null;
      if (name != null) {
        way.throughField(name);
      } else if (at.inArray() && at.hasCurrentIndex()) {
        way.throughElement(at.getCurrentIndex());
      }
    }
    return way;
  }

  void throughField(String name) {
    boolean half = name.length() > SHOWN_CHARS;
    steps.add(half ? name.substring(0, SHOWN_CHARS) + "…" : name);
  }

  void throughElement(int index) {
    steps.add("[" + index + "]");
  }

  /** Empty where there are no steps. */
  @Override
  public String toString() {
    StringBuilder way = new StringBuilder();
    int left = Math.max(0, steps.size() - SHOWN_STEPS);
    for (String step : steps.subList(left, steps.size()).reversed()) {
      way.append(way.isEmpty() || step.startsWith("[") ? "" : ".").append(step);
    }
    return left == 0 ? way.toString() : way + "… (%d levels further down)".formatted(left);
  }
}
