package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.ChildFailedException;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.internal.rules.ProperName;

/** One call of a child by a step. Immutable. */
final class ChildCall {

  /** Children within each other: the journal, the state and the calls have a level for each. */
  private static final int MAX_GENERATIONS = 32;

  private final StepAttempt attempt;
  private final String name;
  private final String flow;
  private final Program program;

  ChildCall(StepAttempt attempt, String name, Class<? extends Workflow> workflow) {
    checkName(attempt, name);
    this.attempt = attempt;
    this.name = name;
    this.flow = Names.of(workflow);
    Program parent = attempt.program();
    this.program = parent.family().find(attempt.step().name(), workflow, parent.words());
  }

  private static void checkName(StepAttempt attempt, String name) {
    String fault = ProperName.fault(name);
    if (fault != null) {
      throw new WorkflowException(
          "bad_child_name", "step %s: its child %s".formatted(attempt.step().name(), fault));
    }
  }

  Awaited begin(StartEvent start) {
    if (attempt.id().path().items().size() >= MAX_GENERATIONS) {
      throw new WorkflowException(
          "too_many_generations",
          "step %s runs the child %s, but %d children are already inside of each other, which is the most there may be; let a step loop instead"
              .formatted(attempt.step().name(), name, MAX_GENERATIONS));
    }
    if (!program.model().startClasses().contains(start.getClass())) {
      throw new WorkflowException(
          "wrong_start_event",
          "step %s starts the child %s with a %s; it takes a %s"
              .formatted(
                  attempt.step().name(),
                  name,
                  Names.of(start.getClass()),
                  Names.of(program.model().startType())));
    }
    return new Awaited.Child(name, flow, StepAttempt.encode(program.events(), start));
  }

  /** The child's result as the type, or null. */
  @Nullable Object result(Ending ending, Type type) {
    return switch (ending) {
      case Ending.Stopped e -> read(e.stop(), type);
      case Ending.Failed e ->
          throw new ChildFailedException(
              name,
              "the child %s failed%s: %s"
                  .formatted(
                      name,
                      e.step().isEmpty() ? "" : " in its step " + e.step(),
                      e.fault().failure().message()),
              e.fault().failure());
      case Ending.TimedOut e ->
          throw new ChildFailedException(
              name,
              "the child %s was active for longer than its time limit of %s"
                  .formatted(name, e.limit()),
              null);
      case Ending.Cancelled e ->
          throw new ChildFailedException(
              name, "the child %s was cancelled: %s".formatted(name, e.reason()), null);
    };
  }

  private @Nullable Object read(EventData stop, Type type) {
    Event event = program.events().decode(stop);
    boolean asEvent = type instanceof Class<?> c && Event.class.isAssignableFrom(c);
    Object value = event instanceof FreeEvent.Stop plain && !asEvent ? plain.result() : event;
    return value == null
        ? null
        : Results.read(value, type, program.codecs(), "the result of the child " + name);
  }
}
