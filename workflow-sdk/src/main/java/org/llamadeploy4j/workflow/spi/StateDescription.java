package org.llamadeploy4j.workflow.spi;

import java.util.List;

/**
 * A type of which a program has, or may have, a state. All names are logical names.
 *
 * @param name what the state is stored under
 * @param earlierNames what it may be stored under besides, by earlier versions
 * @param schema hash of what its JSON looks like, as it stands beside stored states
 * @param shape what its JSON looks like: the text of which {@code schema} is the hash, with the
 *     earlier names of leaves of sealed types behind theirs
 * @param certain whether it is a state: it is declared, or a run has used it; else it is a record
 *     or a sealed type that is nested in the workflow, which nothing says to be a state
 */
public record StateDescription(
    String name, List<String> earlierNames, String schema, String shape, boolean certain) {

  public StateDescription {
    earlierNames = List.copyOf(earlierNames);
  }
}
