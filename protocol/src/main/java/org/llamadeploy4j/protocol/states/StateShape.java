package org.llamadeploy4j.protocol.states;

import java.util.List;

/**
 * A state type of a version.
 *
 * @param name what the state is stored under
 * @param earlierNames what it may be stored under besides, by earlier versions
 * @param schema hash of what its JSON looks like, the one that stands beside stored values
 * @param shape what its JSON looks like, in the words of which {@code schema} is the hash, and with
 *     the earlier names of leaves; empty: it was too long to be told
 * @param certain whether it is a state, since its author says so or a run has used it; else it is
 *     nested in the workflow and would be, if a run asked for a state of its name
 */
public record StateShape(
    String name, List<String> earlierNames, String schema, String shape, boolean certain) {
  /** Copies the list. */
  public StateShape {
    earlierNames = List.copyOf(earlierNames);
  }
}
