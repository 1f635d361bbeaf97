package org.llamadeploy4j.workflow.graph;

import java.util.Locale;

/** How a shape looks, and what that means. */
enum Look {
  STEP("step", "#ADD8E6", Form.BOX),
  START("start event", "#E27AFF", Form.ROUND),
  STOP("stop event", "#FFA07A", Form.ROUND),
  EVENT("event", "#90EE90", Form.ROUND),
  EXTERNAL("outside", "#BEDAE4", Form.BOX),
  RESOURCE("resource", "#DDA0DD", Form.HEXAGON),
  CONFIG("configuration", "#B2DFDB", Form.BOX),
  CONNECTOR("call or return of a child", "#E0E0E0", Form.ROUND),
  CHILD("child workflow", "#F4F4F4", Form.FRAME),
  FAILED("failed attempt", "#FFB3B3", Form.BOX),
  WAITED("attempt that ended in a wait", "#FFE9A8", Form.BOX),
  LOST("attempt that was cut off", "#D5D5D5", Form.BOX);

  private final String meaning;
  private final String fill;
  private final Form form;

  /** An outline. */
  enum Form {
    BOX,
    ROUND,
    HEXAGON,
    FRAME
  }

  Look(String meaning, String fill, Form form) {
    this.meaning = meaning;
    this.fill = fill;
    this.form = form;
  }

  /** For legends and tooltips. */
  String meaning() {
    return meaning;
  }

  /** A light colour, to be written on in black. */
  String fill() {
    return fill;
  }

  Form form() {
    return form;
  }

  /** For style sheets. */
  String cssClass() {
    return name().toLowerCase(Locale.ROOT);
  }
}
