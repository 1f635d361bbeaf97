package org.llamadeploy4j.workflow.internal;

import java.util.function.Supplier;

/**
 * How runs in this process are kept.
 *
 * @param ids makes the ids of runs
 * @param journaled whether their journals are kept in memory
 * @param internalEvents whether the states of steps are on the stream from the start
 */
public record LocalRunSettings(Supplier<String> ids, boolean journaled, boolean internalEvents) {

  String nextId() {
    return ids.get();
  }
}
