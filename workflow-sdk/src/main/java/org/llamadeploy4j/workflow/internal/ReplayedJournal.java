package org.llamadeploy4j.workflow.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.SchemaChange;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TickCount;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/** A journal and the workflow that reads it. Immutable and thread-safe. */
public final class ReplayedJournal {

  private final Program program;
  private final List<Tick> ticks;

  private ReplayedJournal(Program program, List<Tick> ticks) {
    this.program = program;
    this.ticks = List.copyOf(ticks);
  }

  /** See {@link org.llamadeploy4j.workflow.Replay#of}. */
  public static ReplayedJournal of(Workflow workflow, List<byte[]> journal) {
    ProgramOptions options = ProgramOptions.of("replay", Env.empty(), SystemScheduler.SHARED);
    Loading loading = new Loading(options, false, true, Map.of());
    Program program = LoadedProgram.of(workflow, loading).program();
    List<Tick> stored = JournalFormat.decodeAll("replay", journal);
    List<Tick> ticks = JournalNames.today(program, stored, Renames.Seen.NOTHING);
    RunState unused = StoredRun.fold(program, "replay", ticks);
    return new ReplayedJournal(program, ticks);
  }

  /** How many ticks there ever were. */
  public int length() {
    return TickCount.length(ticks);
  }

  /** After how many ticks the run can be shown first. */
  public int first() {
    return TickCount.first(ticks);
  }

  /** The run after this many ticks. */
  public RunView at(int length) {
    if (length < 0 || length > length()) {
      throw new IndexOutOfBoundsException(
          "there is no run after %d ticks; the journal has %d".formatted(length, length()));
    }
    checkReached(length, "the run after %d ticks");
    return RunViews.of(program, fold(length));
  }

  private void checkReached(int length, String what) {
    if (length < first()) {
      throw new IndexOutOfBoundsException(
          "%s cannot be shown any more: the journal was compacted and reaches back to the run after %d ticks; deploy with journal: whole to keep all of a run"
              .formatted(what.formatted(length), first()));
    }
  }

  private RunState fold(int length) {
    int entries = first() == 0 ? length : length - first() + 1;
    return program.reducer().fold(ticks.subList(0, entries));
  }

  /** What the ticks hold in another schema than the workflow has. */
  public List<SchemaChange> schemaChanges() {
    SchemaChanges changes = new SchemaChanges();
    List<Tick> unused = JournalNames.today(program, ticks, changes);
    return changes.all();
  }

  /** What a tick says, from 1. */
  public String words(int number) {
    if (number < 1 || number > length()) {
      throw new IndexOutOfBoundsException(
          "there is no tick %d; the journal has %d, counted from 1".formatted(number, length()));
    }
    checkReached(number - 1, "what followed the run after %d ticks");
    Tick tick = ticks.get(ticks.size() - 1 - (length() - number));
    return new TickWords(fold(number - 1)).of(tick);
  }

  /**
   * The ticks as JSON objects, each on a line of its own, with sorted fields and without the stacks
   * of failures, which depend on the machine.
   */
  public static List<String> lines(List<byte[]> journal) {
    return JournalFormat.decodeAll("journal", journal).stream().map(ReplayedJournal::line).toList();
  }

  /** A line of {@link #lines} as it was before events had schemas. */
  public static String withoutSchemas(String line) {
    Map<String, @Nullable Object> fields = Json.parseObject(line.getBytes(StandardCharsets.UTF_8));
    dropSchemas(fields);
    return Json.canonical(fields);
  }

  private static void dropSchemas(@Nullable Object tree) {
    switch (tree) {
      case Map<?, ?> fields -> {
        if (fields.containsKey("json")) {
          fields.remove("schema");
        }
        fields.forEach((name, value) -> {
          if (!name.equals("json")) {
            dropSchemas(value);
          }
        });
      }
      case List<?> values -> values.forEach(ReplayedJournal::dropSchemas);
      case null, default -> {}
    }
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
        nestedFields.remove("supertypes");
        dropStacks(nestedFields);
      }
    }
  }
}
