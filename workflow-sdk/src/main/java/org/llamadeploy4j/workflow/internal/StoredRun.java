package org.llamadeploy4j.workflow.internal;

import java.util.List;
import org.llamadeploy4j.workflow.JournalException;
import org.llamadeploy4j.workflow.engine.MisplacedTickException;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;

/** What a stored journal comes to, if it is one of this workflow. Stateless. */
final class StoredRun {
  private StoredRun() {}

  /**
   * Folds ticks that have today's names.
   *
   * @throws JournalException naming the tick that cannot be there, with what was expected and found
   */
  static RunState fold(Program program, String runId, List<Tick> ticks) {
    if (!ticks.isEmpty() && ticks.getFirst() instanceof Tick.RunStarted started) {
      checkBegin(program, runId, started.start().type());
    }
    try {
      return program.reducer().fold(ticks);
    } catch (MisplacedTickException e) {
      throw new JournalException(runId, e.index(), String.valueOf(e.getMessage()), e);
    }
  }

  private static void checkBegin(Program program, String runId, String type) {
    if (program.model().steps().stream().noneMatch(s -> s.plan().accepts().contains(type))) {
      throw new JournalException(
          runId,
          0,
          "expected an event that begins a run of %s, found %s, which no step takes"
              .formatted(program.flow(), type),
          null);
    }
  }
}
