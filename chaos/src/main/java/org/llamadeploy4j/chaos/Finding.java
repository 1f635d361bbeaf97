package org.llamadeploy4j.chaos;

/**
 * Something that must not be.
 *
 * @param number the task's; of a deployment that is stuck, the number of its stay
 * @param text what was seen
 */
record Finding(Kind kind, int number, String text) {

  /** What kinds of broken promises there are. */
  enum Kind {
    /** An acknowledged task that did not come to its end. */
    LOST("lost"),
    /** A step that was committed twice. */
    DOUBLED("doubled commits"),
    /** A stream that lacks an event or has them out of order. */
    GAP("stream gaps"),
    /** A stream of what was committed that shows something else. */
    UNCOMMITTED("uncommitted events shown"),
    /** Two tasks of a session that ran on the same state. */
    OVERLAP("session overlaps"),
    /** A task that ended otherwise than the answer to its cancel said. */
    UNDONE("cancels undone"),
    /** A step that began after its task's end as cancelled, or after its deployment was gone. */
    AFTERWARDS("steps after the end"),
    /** A deployment that did not come, or did not go. */
    STUCK("deployments stuck");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
