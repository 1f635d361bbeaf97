package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Reduction;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.graph.Execution;
import org.llamadeploy4j.workflow.graph.ExecutionFact;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/** What happened in a run, read from its journal. */
public final class RunFacts {

  private RunFacts() {}

  /** See {@link Execution#of(Handler)}. */
  public static Execution execution(Handler handler) {
    List<byte[]> journal = handler instanceof LocalHandler local ? local.journal() : List.of();
    if (!(handler instanceof LocalHandler local) || journal.isEmpty()) {
      throw new WorkflowException(
          "no_journal",
          "run %s keeps no journal here; start it with InProcessRunner.withJournal()"
              .formatted(handler.runId()));
    }
    return execution(handler.runId(), local.program(), journal);
  }

  /** See {@link Execution#of(WorkflowProgram, List)}. */
  public static Execution execution(WorkflowProgram program, List<byte[]> journal) {
    if (!(program instanceof LoadedProgram loaded)) {
      throw new IllegalArgumentException("not loaded by WorkflowProgram.load: " + program);
    }
    return execution("", loaded.program(), journal);
  }

  private static Execution execution(String runId, Program program, List<byte[]> journal) {
    List<ExecutionFact> facts = new ArrayList<>();
    LevelFacts level = new LevelFacts(program, facts::add);
    RunState state = RunState.NEW;
    List<Tick> stored = JournalFormat.decodeAll(runId, journal);
    List<Tick> ticks = JournalNames.today(program, stored, Renames.Seen.NOTHING);
    RunState unused = StoredRun.fold(program, runId, ticks); // refuses what is no journal
    for (Tick tick : ticks) {
      Reduction reduction = program.reducer().reduce(state, tick);
      level.observe(new LevelFacts.Change(state, reduction.state(), tick, reduction.commands()));
      state = reduction.state();
    }
    return Execution.of(program.flow(), facts);
  }
}
