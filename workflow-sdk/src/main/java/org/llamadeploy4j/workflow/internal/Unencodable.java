package org.llamadeploy4j.workflow.internal;

import java.io.Serial;

/**
 * A value that JSON cannot hold, with the way to it. Grows a step of the way in each container it
 * passes.
 */
final class Unencodable extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final WayTo way;
  private final String problem;

  Unencodable(String problem) {
    this(new WayTo(), problem);
  }

  Unencodable(WayTo way, String problem) {
    super(problem, null, false, false);
    this.way = way;
    this.problem = problem;
  }

  Unencodable inField(String name) {
    way.throughField(name);
    return this;
  }

  Unencodable inElement(int index) {
    way.throughElement(index);
    return this;
  }

  @Override
  public String getMessage() {
    String to = way.toString();
    return to.isEmpty() ? problem : to + ": " + problem;
  }
}
