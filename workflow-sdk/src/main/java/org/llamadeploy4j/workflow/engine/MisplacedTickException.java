package org.llamadeploy4j.workflow.engine;

import java.io.Serial;

/** A journal has a tick where no driver writes it: it is damaged, or of something else. */
public final class MisplacedTickException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int index;

  MisplacedTickException(int index, String problem) {
    super(problem);
    this.index = index;
  }

  /** Which tick it is, from 0. */
  public int index() {
    return index;
  }
}
