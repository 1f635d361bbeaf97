package org.llamadeploy4j.workflow.internal;

import java.util.List;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events from outside for a run; what does not fit goes on without effect. An event that the
 * run's own workflow does not know may be for one of its children. Thread-safe.
 */
final class Intake {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final Program program;
  private final String runId;

  Intake(Program program, String runId) {
    this.program = program;
    this.runId = runId;
  }

  List<CoreInput.Incoming> read(List<ExternalEvent> events) {
    return events.isEmpty() ? List.of() : events.stream().map(this::read).toList();
  }

  /** What the log said of a commit, with the events it brought. */
  CoreInput answer(CommitResult result) {
    return switch (result) {
      case CommitResult.Committed r -> new CoreInput.Committed(read(r.arrived()));
      case CommitResult.InboxChanged r -> new CoreInput.InboxChanged(read(r.arrived()));
      case CommitResult.CancelRequested r -> new CoreInput.CancelledInstead(r.reason());
      case CommitResult.Fenced r -> new CoreInput.Fenced(r.reason());
    };
  }

  private CoreInput.Incoming read(ExternalEvent event) {
    try {
      return decoded(event);
    } catch (InvalidInputException e) {
      return refused(event, Failures.shortMessage(e));
    } catch (RuntimeException | StackOverflowError e) { // of the event's own class
      return refused(event, e.getClass().getName() + ": " + Failures.shortMessage(e));
    }
  }

  /** A type of one name may be another in each of the workflows that an address may mean. */
  private CoreInput.Incoming decoded(ExternalEvent event) {
    List<Program> programs = program.family().knowing(program, event.type(), event.step());
    for (Program each : programs.subList(0, programs.size() - 1)) {
      try {
        return decoded(event, each.events());
      } catch (InvalidInputException e) {
        LOG.debug("run={} event id={} is not of {}", runId, event.id(), each.flow(), e);
      }
    }
    return decoded(event, programs.getLast().events());
  }

  private CoreInput.Incoming decoded(ExternalEvent event, EventTypes types) {
    EventType type = types.fromOutside(event.type());
    EventData data = types.encodeInput(type, Json.parseObject(event.json()));
    String step = new Renames(program, Renames.Seen.NOTHING).target(event.step());
    return new CoreInput.Incoming(event.id(), type.name(), data, step, "");
  }

  private CoreInput.Incoming refused(ExternalEvent event, String problem) {
    LOG.warn("run={} takes event id={} without effect: {}", runId, event.id(), problem);
    return new CoreInput.Incoming(event.id(), event.type(), null, event.step(), problem);
  }
}
