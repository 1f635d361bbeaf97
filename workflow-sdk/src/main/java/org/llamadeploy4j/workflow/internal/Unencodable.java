package org.llamadeploy4j.workflow.internal;

import java.io.Serial;

/**
 * A value that JSON cannot hold, with the way to it. Grows a step of the way in each container it
 * passes.
 */
final class Unencodable extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String path;
  private final String problem;

  Unencodable(String problem) {
    this("", problem);
  }

  private Unencodable(String path, String problem) {
    super(path.isEmpty() ? problem : path + ": " + problem, null, false, false);
    this.path = path;
    this.problem = problem;
  }

  Unencodable inField(String name) {
    String rest = path.isEmpty() || path.startsWith("[") ? path : "." + path;
    return new Unencodable(name + rest, problem);
  }

  Unencodable inElement(int index) {
    String rest = path.isEmpty() || path.startsWith("[") ? path : "." + path;
    return new Unencodable("[" + index + "]" + rest, problem);
  }
}
