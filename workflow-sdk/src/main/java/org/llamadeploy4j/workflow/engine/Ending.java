package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.util.List;

/** How a run ends. */
public sealed interface Ending {

  /** A step returned the stop event. */
  record Stopped(EventData stop, String step, int attempt) implements Ending {}

  /** The run failed; step is empty and attempts 0 where no step is to blame. */
  record Failed(Fault fault, String step, int attempts, Duration elapsed) implements Ending {}

  /** The run's time limit passed while these steps were active. */
  record TimedOut(Duration limit, List<String> activeSteps, Duration elapsed) implements Ending {
    public TimedOut {
      activeSteps = List.copyOf(activeSteps);
    }
  }

  /** The run was cancelled. */
  record Cancelled(String reason) implements Ending {}
}
