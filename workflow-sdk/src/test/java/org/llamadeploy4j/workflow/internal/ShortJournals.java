package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.RunCore;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TickCount;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/** Makes stored journals short, for tests of other packages. */
public final class ShortJournals {

  private ShortJournals() {}

  /** A journal of which a snapshot stands for the first so many ticks, at least one. */
  public static List<byte[]> compacted(Workflow workflow, List<byte[]> journal, int ticks) {
    ProgramOptions options = ProgramOptions.of("short", Env.empty(), SystemScheduler.SHARED);
    Program program =
        LoadedProgram.of(workflow, new Loading(options, false, true, Map.of())).program();
    List<Tick> stored = JournalFormat.decodeAll("short", journal);
    int entries = TickCount.first(stored) == 0 ? ticks : ticks - TickCount.first(stored) + 1;
    List<Tick> first = stored.subList(0, entries);
    Instant at = first.getLast().now();
    RunCore core = new RunCore(program.reducer());
    core.handle(new CoreInput.Resume(first, StoredRun.fold(program, "short", first)), at);
    List<byte[]> shorter = new ArrayList<>();
    shorter.add(JournalFormat.encode(core.soFar("short", at)));
    shorter.addAll(journal.subList(entries, journal.size()));
    return shorter;
  }
}
