package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.Nullable;

/**
 * An event that came before anything waited for it.
 *
 * @param target the only step that shall get it, as {@code child/step} in a child; null for any
 */
public record Kept(EventData event, @Nullable String target) {

  boolean isFor(String step) {
    return target == null || target.equals(step);
  }
}
