package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.StateCell;

/** How one state is stored: its name, first value, and JSON. Immutable and thread-safe. */
sealed interface StateAccess permits TypedAccess, UntypedAccess {

  /** What it is stored under. */
  String name();

  /** What it may have been stored under by earlier versions. */
  List<String> earlierNames();

  /**
   * Its value before anything was written.
   *
   * @throws StateException when there is none
   */
  Object initial();

  /**
   * Reads what was stored.
   *
   * @throws StateException when it does not fit
   */
  Object read(Payload stored);

  /**
   * What is stored for a value.
   *
   * @throws StateException when JSON cannot hold it
   */
  Payload write(Object value);

  /** What is stored for it, or null. */
  default @Nullable StateCell find(Map<String, StateCell> states) {
    StateCell cell = states.get(name());
    for (String earlier : cell == null ? earlierNames() : List.<String>of()) {
      StateCell old = states.get(earlier);
      cell = cell == null ? old : cell;
    }
    return cell;
  }

  /** Its value among these states. */
  default Object in(Map<String, StateCell> states) {
    StateCell cell = find(states);
    return cell == null ? initial() : read(cell.value());
  }
}
