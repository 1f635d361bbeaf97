package org.llamadeploy4j.workflow.internal;

import java.util.List;
import org.llamadeploy4j.workflow.JournalException;
import org.llamadeploy4j.workflow.engine.MisplacedTickException;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TickCount;

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
    if (!ticks.isEmpty() && ticks.getFirst() instanceof Tick.Compacted compacted) {
      checkHas(program, runId, compacted);
    }
    try {
      return program.reducer().fold(ticks);
    } catch (MisplacedTickException e) {
      int tick = TickCount.at(ticks, e.index());
      throw new JournalException(runId, tick, String.valueOf(e.getMessage()), e);
    }
  }

  /** A state names what it needs; ticks come to steps by their events. */
  private static void checkHas(Program program, String runId, Tick.Compacted begin) {
    List<String> missing = RunCheck.changed(program, begin.state()).missing();
    if (!missing.isEmpty()) {
      String problem =
          "expected a run of %s, found one that needs %s, which it does not have; what was renamed needs its old name as an alias"
              .formatted(program.flow(), String.join(", ", missing));
      throw new JournalException(runId, begin.ticks() - 1, problem, null);
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
