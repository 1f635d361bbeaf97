package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.Folding;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/** A journal and what it is folded with. Immutable and thread-safe. */
public final class ReplayedJournal {

  private final Folding folding;
  private final List<Tick> ticks;

  ReplayedJournal(Folding folding, List<Tick> ticks) {
    this.folding = folding;
    this.ticks = List.copyOf(ticks);
  }

  /** See {@link org.llamadeploy4j.workflow.Replay#of}. */
  public static ReplayedJournal of(Workflow workflow, List<byte[]> journal) {
    ProgramOptions options = ProgramOptions.of("replay", Env.empty(), SystemScheduler.SHARED);
    Loading loading = new Loading(options, false, true, Map.of());
    Folding folding = LoadedProgram.of(workflow, loading).program().reducer();
    return new ReplayedJournal(folding, JournalFormat.decodeAll("replay", journal));
  }

  public int length() {
    return ticks.size();
  }

  /** The run after this many ticks. */
  public RunView at(int length) {
    Objects.checkFromToIndex(0, length, ticks.size());
    return RunViews.of(folding.fold(ticks.subList(0, length)));
  }

  /** What a tick says, from 1. */
  public String words(int number) {
    Tick tick = ticks.get(number - 1);
    return new TickWords(folding.fold(ticks.subList(0, number - 1))).of(tick);
  }

  /**
   * The ticks as JSON objects, each on a line of its own, with sorted fields and without the stacks
   * of failures, which depend on the machine.
   */
  public static List<String> lines(List<byte[]> journal) {
    return JournalFormat.decodeAll("journal", journal).stream().map(ReplayedJournal::line).toList();
  }

  /** When the last tick of a journal that is not empty happened. */
  public static Instant lastTime(List<byte[]> journal) {
    return JournalFormat.decode("journal", journal.size() - 1, journal.getLast()).now();
  }

  private static String line(Tick tick) {
    Map<String, @Nullable Object> fields =
        Json.parseStored(Json.writeStored(out -> TickWriter.write(out, tick)));
    dropStacks(fields);
    return Json.canonical(fields);
  }

  private static void dropStacks(Map<String, @Nullable Object> fields) {
    for (String nested : List.of("inner", "failure", "cause")) {
      if (fields.get(nested) instanceof Map<?, ?> inner) {
        Map<String, @Nullable Object> nestedFields = Json.asObject(inner);
        nestedFields.remove("stack");
        dropStacks(nestedFields);
      }
    }
  }
}
