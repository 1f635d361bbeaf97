package org.llamadeploy4j.workflow.engine;

/** Says which waits an event ends. Immutable. */
record Waits(ComponentReader components) {

  boolean awaits(WorkItem item, EventData event) {
    WorkItem.OpenWait wait = item.awaited();
    return wait != null && wait.spec() instanceof Awaited.Events spec && matches(spec, event);
  }

  boolean matches(Awaited.Events wait, EventData event) {
    return wait.types().contains(event.type())
        && wait.required().entrySet().stream()
            .allMatch(e -> e.getValue().equals(components.read(event, e.getKey())));
  }

  /** Whether anything in this run waits for the event. */
  boolean anyAwaits(RunState state, EventData event) {
    return state.work().waitersFor(event.type()).stream()
        .map(id -> state.work().item(id))
        .anyMatch(item -> item != null && awaits(item, event));
  }
}
