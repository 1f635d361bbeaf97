package org.llamadeploy4j.workflow.graph;

import java.util.Locale;

/**
 * A placed picture as SVG elements. Colours come from the style sheet around them. Belongs to one
 * call.
 */
final class Svg {

  private static final double ROUNDING = 6;
  private static final double HEXAGON_SIDE = 14;

  private final StringBuilder out = new StringBuilder();
  private final int maxLabel;

  private Svg(int maxLabel) {
    this.maxLabel = maxLabel;
  }

  /** The elements that show it; what leads lies below what it leads to. */
  static String of(Laid laid, int maxLabel) {
    Svg svg = new Svg(maxLabel);
    svg.laid(laid);
    return svg.out.toString();
  }

  private void laid(Laid laid) {
    laid.curves().forEach(this::curve);
    laid.boxes().forEach(this::box);
    laid.curves().forEach(this::label);
  }

  private void curve(Laid.Curve curve) {
    Picture.Line line = curve.line();
    out.append(
        "<path class=\"line %s\" d=\"%s\" marker-end=\"url(#arrow)\"/>\n"
            .formatted(line.stroke().cssClass(), d(curve)));
  }

  private static String d(Laid.Curve curve) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < curve.points().size(); i++) {
      Laid.Point p = curve.points().get(i);
      d.append(i == 0 ? "M" : i % 3 == 1 ? " C" : " ")
          .append(n(p.x()))
          .append(',')
          .append(n(p.y()));
    }
    return d.toString();
  }

  private void label(Laid.Curve curve) {
    if (!curve.line().label().isEmpty()) {
      Laid.Point at = curve.labelAt();
      out.append(
          "<text class=\"label\" x=\"%s\" y=\"%s\">%s</text>\n"
              .formatted(n(at.x()), n(at.y() + 4), Labels.escape(curve.line().label())));
    }
  }

  private void box(Laid.Box box) {
    Picture.Shape shape = box.shape();
    String told = Labels.escape(shape.told());
    out.append(
        "<g class=\"shape %s\" tabindex=\"0\" role=\"group\" aria-label=\"%s\"><title>%s</title>\n"
            .formatted(shape.look().cssClass(), told.replace("\n", ", "), told));
    outline(box);
    if (box.inside() == null) {
      texts(box);
    } else {
      text("name", box.x(), box.top() + 20, shape.label());
      double left = box.x() - box.inside().width() / 2;
      double top = box.top() + Layout.FRAME_TITLE + (box.height() - Layout.FRAME_TITLE) / 2;
      out.append(
          "<g transform=\"translate(%s %s)\">\n"
              .formatted(n(left), n(top - box.inside().height() / 2)));
      laid(box.inside());
      out.append("</g>\n");
    }
    out.append("</g>\n");
  }

  private void texts(Laid.Box box) {
    Picture.Shape shape = box.shape();
    if (shape.detail().isEmpty()) {
      text("name", box.x(), box.y() + 4.5, shape.label());
    } else {
      text("name", box.x(), box.y() - 3, shape.label());
      text("detail", box.x(), box.y() + 13, shape.detail());
    }
  }

  private void text(String css, double x, double y, String text) {
    String shown = Labels.escape(Labels.cut(text, maxLabel));
    out.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n".formatted(css, n(x), n(y), shown));
  }

  private void outline(Laid.Box box) {
    switch (box.shape().look().form()) {
      case BOX, FRAME -> rectangle(box, ROUNDING);
      case ROUND -> rectangle(box, box.height() / 2);
      case HEXAGON -> hexagon(box);
    }
  }

  private void rectangle(Laid.Box box, double rounding) {
    out.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>\n"
            .formatted(n(box.left()), n(box.top()), n(box.width()), n(box.height()), n(rounding)));
  }

  private void hexagon(Laid.Box box) {
    double left = box.left();
    double right = left + box.width();
    double bottom = box.top() + box.height();
    out.append(
        "<polygon points=\"%s,%s %s,%s %s,%s %s,%s %s,%s %s,%s\"/>\n"
            .formatted(
                n(left),
                n(box.y()),
                n(left + HEXAGON_SIDE),
                n(box.top()),
                n(right - HEXAGON_SIDE),
                n(box.top()),
                n(right),
                n(box.y()),
                n(right - HEXAGON_SIDE),
                n(bottom),
                n(left + HEXAGON_SIDE),
                n(bottom)));
  }

  /** A tenth of a pixel is enough; written the same in every country. */
  static String n(double number) {
    return String.format(Locale.ROOT, "%.1f", number).replaceAll("\\.0$", "");
  }
}
