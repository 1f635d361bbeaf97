package org.llamadeploy4j.workflow.engine;

import java.util.List;

/**
 * How ticks are counted where the first of a journal may stand for many: by what ever happened in
 * the run, which is the length that a writer builds on. Stateless.
 */
public final class TickCount {
  private TickCount() {}

  /** After how many ticks the first state is that the journal can show; 0: all is there. */
  public static int first(List<Tick> journal) {
    return !journal.isEmpty() && journal.getFirst() instanceof Tick.Compacted t ? t.ticks() : 0;
  }

  /** How many ticks there ever were. */
  public static int length(List<Tick> journal) {
    return at(journal, journal.size());
  }

  /** Which tick of the run, from 0, is at this place; a compacted one is the last it stands for. */
  public static int at(List<Tick> journal, int index) {
    int first = first(journal);
    return first == 0 ? index : first + index - 1;
  }
}
