package org.llamadeploy4j.workflowprocessor;

import java.io.Serial;

/** A type that the compiler does not know yet; another processor may still make it. */
final class UnresolvedTypeException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  UnresolvedTypeException(String type) {
    super("not known yet: " + type);
  }
}
