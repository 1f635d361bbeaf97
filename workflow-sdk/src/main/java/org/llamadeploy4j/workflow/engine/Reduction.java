package org.llamadeploy4j.workflow.engine;

import java.util.List;

/** What a tick makes of a state. */
public record Reduction(RunState state, List<Command> commands) {
  public Reduction {
    commands = List.copyOf(commands);
  }
}
