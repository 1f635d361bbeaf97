package org.llamadeploy4j.chaos;

/**
 * Something that must not be.
 *
 * @param number the task's
 * @param text what was seen
 */
record Finding(Kind kind, int number, String text) {

  /** What kinds of broken promises there are. */
  enum Kind {
    /** An acknowledged task that did not come to a result. */
    LOST("lost"),
    /** A step that was committed twice. */
    DOUBLED("doubled commits"),
    /** A stream that lacks an event or has them out of order. */
    GAP("stream gaps"),
    /** Two tasks of a session that ran on the same state. */
    OVERLAP("session overlaps");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
