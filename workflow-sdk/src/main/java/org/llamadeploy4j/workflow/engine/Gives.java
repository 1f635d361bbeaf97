package org.llamadeploy4j.workflow.engine;

import java.util.Set;

/**
 * What a step gives out; all types are logical names of exact events.
 *
 * @param returns what it returns as single events
 * @param members what the streams hold that it opens by returning several events at once
 * @param sends what it sends, which belongs to no stream
 */
public record Gives(Set<String> returns, Set<String> members, Set<String> sends) {

  /** Nothing. */
  public static final Gives NOTHING = new Gives(Set.of(), Set.of(), Set.of());

  public Gives {
    returns = Set.copyOf(returns);
    members = Set.copyOf(members);
    sends = Set.copyOf(sends);
  }

  /** Whether the step may open a stream. */
  public boolean opensStreams() {
    return !members.isEmpty();
  }
}
