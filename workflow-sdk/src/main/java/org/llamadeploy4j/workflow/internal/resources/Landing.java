package org.llamadeploy4j.workflow.internal.resources;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.ResourceException;

/** How the making of a resource ended, for everyone who waits for it. */
sealed interface Landing {

  /**
   * It is there.
   *
   * @param own whether it is to be closed with its scope
   */
  record Made(Object value, boolean own) implements Landing {}

  /**
   * A maker failed.
   *
   * @param way from the maker that was asked to the one that failed
   * @param problem what that one did
   */
  record Failed(List<Maker> way, String problem, @Nullable Throwable cause) implements Landing {
    public Failed {
      way = List.copyOf(way);
    }

    static Failed threw(Maker maker, Throwable thrown) {
      return new Failed(List.of(maker), "threw " + describe(thrown), thrown);
    }

    /** The same as seen by a maker that needs it. */
    Failed neededBy(Maker maker) {
      List<Maker> longer = new ArrayList<>(way);
      longer.addFirst(maker);
      return new Failed(longer, problem, cause);
    }

    ResourceException exception() {
      String chain = way.size() == 1 ? "" : ", needed by way of " + Maker.chain(way);
      return new ResourceException(
          ResourceException.FAILED,
          "the maker %s of the resource %s %s%s"
              .formatted(way.getLast().name(), way.getLast().made().typeName(), problem, chain),
          cause);
    }

    private static String describe(Throwable thrown) {
      String type = thrown.getClass().getName();
      try {
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? type : type + ": " + message;
      } catch (RuntimeException e) {
        return type;
      }
    }
  }

  /** The scope was closed, at the latest while it was being made. */
  record Closed(String scope) implements Landing {}

  /** Whoever made it was interrupted; that is no answer for others, who try themselves. */
  record Abandoned() implements Landing {}
}
