package org.llamadeploy4j.messaging;

import java.util.List;

/**
 * How many bytes a store needs for a run, about: its payloads, and so much for each thing that
 * holds them. What an inbox holds is not a part of it: it is gone when a run has ended. The scripts
 * add the same up as they write, and hold the same numbers.
 */
final class RunBytes {
  /** For a run with all keys and index entries that are its own. */
  private static final long RUN = 640;

  /** For an entry of a list. */
  private static final long ENTRY = 16;

  /** For the id of an accepted event. */
  private static final long ID = 128;

  private RunBytes() {}

  static long of(TwinRun run) {
    long result = run.result == null ? 0 : run.result.length;
    return RUN
        + run.input.length
        + of(run.journal)
        + of(run.events)
        + Math.min(run.accepted, Limits.EVENT_IDS) * ID
        + result;
  }

  /** Of the entries of a list. */
  static long of(List<byte[]> list) {
    return list.stream().mapToLong(entry -> ENTRY + entry.length).sum();
  }
}
