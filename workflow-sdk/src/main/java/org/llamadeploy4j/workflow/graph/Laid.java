package org.llamadeploy4j.workflow.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A picture in which everything has its place, in pixels from the top left corner. */
record Laid(double width, double height, List<Box> boxes, List<Curve> curves) {

  Laid {
    boxes = List.copyOf(boxes);
    curves = List.copyOf(curves);
  }

  /** A point. */
  record Point(double x, double y) {}

  /**
   * A shape.
   *
   * @param x of its middle
   * @param y of its middle
   * @param inside what it contains, or null
   */
  record Box(
      Picture.Shape shape, double x, double y, double width, double height, @Nullable Laid inside) {

    double left() {
      return x - width / 2;
    }

    double top() {
      return y - height / 2;
    }

    boolean overlaps(double cx, double cy, double w, double h) {
      return Math.abs(cx - x) < (w + width) / 2 && Math.abs(cy - y) < (h + height) / 2;
    }
  }

  /**
   * A line as cubic curves: a first point, then groups of two control points and an end.
   *
   * @param labelAt the middle of its label
   */
  record Curve(Picture.Line line, List<Point> points, Point labelAt) {
    Curve {
      points = List.copyOf(points);
    }
  }
}
