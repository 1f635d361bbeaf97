package org.llamadeploy4j.workflow.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A picture as one HTML file that needs nothing else: no network, no fonts, no libraries. Every
 * text in it that comes from a workflow is escaped, and the page forbids itself to load anything.
 */
final class HtmlPage {

  private HtmlPage() {}

  static String of(Picture picture, int maxLabel) {
    Laid laid = Layout.of(picture, maxLabel);
    String title = Labels.escape(picture.title());
    String note = Labels.escape(picture.note());
    StringBuilder page = new StringBuilder(16_000);
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append(
        """
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        """);
    page.append("<title>").append(title).append("</title>\n<style>\n");
    page.append(resource("drawing.css")).append(colours()).append("</style>\n</head>\n<body>\n");
    page.append("<header><h1>").append(title).append("</h1><p>").append(note);
    page.append("</p>")
        .append(hint())
        .append("</header>\n")
        .append(buttons())
        .append(legend(picture));
    page.append("<svg id=\"picture\" role=\"img\" aria-labelledby=\"what\" tabindex=\"0\" ");
    page.append("data-direction=\"").append(picture.direction().name()).append("\" ");
    page.append("viewBox=\"0 0 ").append(Svg.n(laid.width())).append(' ');
    page.append(Svg.n(laid.height())).append("\">\n<title id=\"what\">").append(title);
    page.append(note.isEmpty() ? "" : ": " + note).append("</title>\n").append(arrow());
    page.append(Svg.of(laid, maxLabel)).append("</svg>\n<script>\n");
    page.append(resource("drawing.js")).append("</script>\n</body>\n</html>\n");
    return page.toString();
  }

  private static String arrow() {
    return """
    <defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,1 L10,5 L0,9 z"/></marker></defs>
    """;
  }

  /** Shown where all of the picture is too small to be read. */
  private static String hint() {
    return "<p id=\"hint\" hidden>All of it is shown, too small to be read. Read (1) goes to its start;"
        + " drag it, or turn the wheel with Shift held, to move along; the wheel alone zooms.</p>";
  }

  private static String buttons() {
    return """
    <nav aria-label="Zoom">
    <button type="button" id="in" title="Zoom in (+)" aria-label="Zoom in">+</button>
    <button type="button" id="out" title="Zoom out (-)" aria-label="Zoom out">&minus;</button>
    <button type="button" id="fit" title="Show all (0)" aria-label="Show all">Fit</button>
    <button type="button" id="read" title="Read from the start (1)" aria-label="Read from the start">Read</button>
    </nav>
    """;
  }

  private static String colours() {
    StringBuilder css = new StringBuilder();
    for (Look look : Look.values()) {
      css.append('.').append(look.cssClass()).append(" { --fill: ").append(look.fill());
      css.append("; }\n");
    }
    return css.toString();
  }

  /** What the colours and lines that occur mean. */
  private static String legend(Picture picture) {
    Set<Look> looks = EnumSet.noneOf(Look.class);
    Set<Picture.Stroke> strokes = EnumSet.noneOf(Picture.Stroke.class);
    collect(picture, looks, strokes);
    StringBuilder html = new StringBuilder("<ul id=\"legend\" aria-label=\"Legend\">\n");
    for (Look look : looks) {
      html.append("<li><i class=\"").append(look.cssClass()).append(' ');
      html.append(look.form().name().toLowerCase(Locale.ROOT)).append("\"></i>");
      html.append(look.meaning()).append("</li>\n");
    }
    for (Picture.Stroke stroke : strokes) {
      if (!stroke.meaning().isEmpty()) {
        html.append("<li><b class=\"").append(stroke.cssClass()).append("\"></b>");
        html.append(stroke.meaning()).append("</li>\n");
      }
    }
    return html.append("</ul>\n").toString();
  }

  private static void collect(Picture picture, Set<Look> looks, Set<Picture.Stroke> strokes) {
    picture.lines().forEach(line -> strokes.add(line.stroke()));
    for (Picture.Shape shape : picture.shapes()) {
      looks.add(shape.look());
      if (shape.inside() != null) {
        collect(shape.inside(), looks, strokes);
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the library is not complete: " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " of the library", e);
    }
  }
}
