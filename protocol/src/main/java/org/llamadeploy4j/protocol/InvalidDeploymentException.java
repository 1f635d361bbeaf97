package org.llamadeploy4j.protocol;

import java.util.List;
import java.util.stream.Collectors;

/** A deployment file cannot be used. Holds everything that is wrong with it, in its order. */
public final class InvalidDeploymentException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private final transient List<Mistake> mistakes;

  InvalidDeploymentException(String fileName, List<Mistake> mistakes) {
    super(mistakes.stream().map(m -> m.in(fileName)).collect(Collectors.joining("\n")));
    this.mistakes = List.copyOf(mistakes);
  }

  /** What is wrong, at least one entry; the message has one line for each. */
  public List<Mistake> mistakes() {
    return mistakes;
  }
}
