package org.llamadeploy4j.workflow.graph;

/** Texts of pictures: how wide they are, cut to a length, escaped. */
final class Labels {

  private static final String NARROW = "ijltf.,:;'|!()[]{} ";
  private static final String WIDE = "mwMW@%";

  private Labels() {}

  /** At most so many characters; what is cut ends with an ellipsis. */
  static String cut(String text, int max) {
    int[] points = text.codePoints().toArray();
    return points.length <= max ? text : new String(points, 0, max - 1).stripTrailing() + "…";
  }

  /** About how wide a text is in a sans-serif font of this size. */
  static double width(String text, double fontSize) {
    return text.codePoints().mapToDouble(Labels::width).sum() * fontSize;
  }

  private static double width(int c) {
    if (c >= 0x1100) {
      return 1.05;
    }
    if (NARROW.indexOf(c) >= 0) {
      return 0.34;
    }
    if (WIDE.indexOf(c) >= 0) {
      return 0.95;
    }
    return Character.isUpperCase(c) ? 0.7 : 0.6;
  }

  /** Safe as text and as a quoted attribute of HTML. Control characters become spaces. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '&' -> safe.append("&amp;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            case '\n' -> safe.append('\n');
            default -> safe.appendCodePoint(Character.isISOControl(c) || isLone(c) ? ' ' : c);
          }
        });
    return safe.toString();
  }

  private static boolean isLone(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
