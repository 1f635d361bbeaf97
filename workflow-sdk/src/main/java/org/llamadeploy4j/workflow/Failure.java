package org.llamadeploy4j.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exception as it is stored with a run.
 *
 * @param type class name of the exception, or empty where there was none
 * @param message its message, or its class where it has none; never blank
 * @param stack the stack trace with causes, or empty; always empty in a cause
 * @param cause what caused it, or null
 * @param supertypes the names of the classes that its class extends, below {@link Throwable}, the
 *     nearest first; empty where they are not known
 */
public record Failure(
    String type, String message, String stack, @Nullable Failure cause, List<String> supertypes) {

  public Failure {
    supertypes = List.copyOf(supertypes);
  }

  /** A failure whose class's supertypes are not known. */
  public Failure(String type, String message, String stack, @Nullable Failure cause) {
    this(type, message, stack, cause, List.of());
  }
}
