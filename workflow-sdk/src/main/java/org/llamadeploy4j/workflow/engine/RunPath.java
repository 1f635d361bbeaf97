package org.llamadeploy4j.workflow.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The way from a run to a child of its children: the work items that wait for them, from the
 * outside in. Empty for the run itself.
 */
public record RunPath(List<Long> items) {

  /** The run itself. */
  public static final RunPath ROOT = new RunPath(List.of());

  public RunPath {
    items = List.copyOf(items);
  }

  /** The child that an item of the run at the end of this path waits for. */
  public RunPath child(long item) {
    List<Long> longer = new ArrayList<>(items);
    longer.add(item);
    return new RunPath(longer);
  }

  /** A tick of the run at the end of this path, as its journal has it. */
  Tick wrap(Tick tick) {
    Tick wrapped = tick;
    for (int i = items.size() - 1; i >= 0; i--) {
      wrapped = new Tick.InChild(items.get(i), wrapped);
    }
    return wrapped;
  }

  /** A timer of the run at the end of this path, as the outermost run knows it. */
  TimerId wrap(TimerId timer) {
    TimerId wrapped = timer;
    for (int i = items.size() - 1; i >= 0; i--) {
      wrapped = new TimerId.InChild(items.get(i), wrapped);
    }
    return wrapped;
  }

  /** The id of the run at the end of this path, given that of the outermost. */
  public String runId(String root) {
    if (items.isEmpty()) {
      return root;
    }
    StringBuilder id = new StringBuilder(root);
    items.forEach(item -> id.append('/').append(item));
    return id.toString();
  }
}
