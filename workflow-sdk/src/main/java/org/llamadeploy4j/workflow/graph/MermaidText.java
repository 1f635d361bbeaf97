package org.llamadeploy4j.workflow.graph;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A picture as a Mermaid flowchart. Belongs to one call. */
final class MermaidText {

  private final StringBuilder out = new StringBuilder();
  private final Set<String> used = new HashSet<>();
  private final Set<Look> looks = EnumSet.noneOf(Look.class);
  private final int maxLabel;

  private MermaidText(int maxLabel) {
    this.maxLabel = maxLabel;
  }

  static String of(Picture picture, int maxLabel) {
    MermaidText text = new MermaidText(maxLabel);
    text.out.append("flowchart ").append(direction(picture)).append('\n');
    text.picture(picture, "n_", "  ");
    text.classes();
    return text.out.toString();
  }

  private static String direction(Picture picture) {
    return switch (picture.direction()) {
      case DOWN -> "TD";
      case RIGHT -> "LR";
    };
  }

  private void picture(Picture picture, String prefix, String indent) {
    Map<String, String> ids = new HashMap<>();
    for (Picture.Shape shape : picture.shapes()) {
      ids.put(shape.id(), unique(prefix, shape.id()));
    }
    for (Picture.Shape shape : picture.shapes()) {
      String id = ids.getOrDefault(shape.id(), "");
      Picture inside = shape.inside();
      if (inside == null) {
        node(shape, id, indent);
      } else {
        String label = quoted(shape.label());
        out.append(indent).append("subgraph ").append(id).append('[').append(label).append("]\n");
        out.append(indent).append("  direction ").append(direction(inside)).append('\n');
        picture(inside, id + "__", indent + "  ");
        out.append(indent).append("end\n");
      }
    }
    for (Picture.Line line : picture.lines()) {
      String arrow = line.stroke() == Picture.Stroke.FLOW ? "-->" : "-.->";
      String label = line.label().isEmpty() ? "" : "|" + quoted(line.label()) + "|";
      out.append(indent).append(ids.get(line.source())).append(' ').append(arrow).append(label);
      out.append(' ').append(ids.get(line.target())).append('\n');
    }
  }

  private void node(Picture.Shape shape, String id, String indent) {
    String label = shape.label() + (shape.detail().isEmpty() ? "" : "\n" + shape.detail());
    String text = quoted(label);
    String form =
        switch (shape.look().form()) {
          case BOX, FRAME -> "[" + text + "]";
          case ROUND -> "([" + text + "])";
          case HEXAGON -> "{{" + text + "}}";
        };
    looks.add(shape.look());
    out.append(indent).append(id).append(form).append(":::").append(style(shape.look()));
    out.append('\n');
  }

  private void classes() {
    for (Look look : looks) {
      out.append("  classDef ").append(style(look)).append(" fill:").append(look.fill());
      out.append(",stroke:#555,color:#000\n");
    }
  }

  private static String style(Look look) {
    return look.cssClass() + "Style"; // so that it cannot be a word of the language
  }

  /** An id of letters, digits and underscores that no other has and the language does not own. */
  private String unique(String prefix, String id) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean fits = c < 128 && Character.isLetterOrDigit(c);
      boolean other = c >= 128;
      clean.append(fits ? String.valueOf(c) : other ? "u" + Integer.toHexString(c) : "_");
    }
    String base = prefix + clean;
    String result = base;
    for (int n = 2; !used.add(result); n++) {
      result = base + "_" + n;
    }
    return result;
  }

  private String quoted(String text) {
    StringBuilder safe = new StringBuilder("\"");
    for (String line : text.split("\n", -1)) {
      safe.append(safe.length() > 1 ? "<br/>" : "").append(escaped(Labels.cut(line, maxLabel)));
    }
    return safe.append('"').toString();
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          boolean plain = c > 127 || Character.isLetterOrDigit(c) || " .,:-_/+=()".indexOf(c) >= 0;
          if (plain) {
            safe.appendCodePoint(c);
          } else {
            safe.append('#').append(c).append(';');
          }
        });
    return safe.toString();
  }
}
