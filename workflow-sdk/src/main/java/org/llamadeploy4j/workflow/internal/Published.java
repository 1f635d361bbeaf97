package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.StepStateChanged;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.Command;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.StateCell;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.PublishedEvent.Origin;
import org.llamadeploy4j.workflow.spi.RunFailure;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunStatus;
import tools.jackson.core.JsonGenerator;

/** The engine's batches in the terms of hosts: encoded ticks, stream events, outcomes. */
final class Published {

  static final String FAILED = "WorkflowFailedEvent";
  static final String TIMED_OUT = "WorkflowTimedOutEvent";
  static final String CANCELLED = "WorkflowCancelledEvent";
  static final String UNHANDLED = "UnhandledEvent";
  static final String SUPERSEDED = "AttemptSuperseded";
  static final String IDLE = "WorkflowIdleEvent";
  static final String STEP_STATE = "StepStateChanged";

  private static final List<String> STOP = List.of("StopEvent");
  private static final String PLAIN_STOP = "StopEvent";
  private static final int RESULT_PREFIX = "{\"result\":".length();

  private final Program program;
  private final List<PublishedEvent.Child> children;

  /** Of a run of this program itself. */
  Published(Program program) {
    this(program, List.of());
  }

  private Published(Program program, List<PublishedEvent.Child> children) {
    this.program = program;
    this.children = children;
  }

  /** What a log is given: of ticks and of events about progress, what it wants. */
  Commit commit(Action.Batch batch, RunLog log, byte @Nullable [] snapshot) {
    List<byte[]> ticks =
        log.keepsJournal() ? batch.ticks().stream().map(JournalFormat::encode).toList() : List.of();
    List<PublishedEvent> events = new ArrayList<>();
    for (Command command : batch.shown()) {
      add(command, events);
    }
    if (!log.wantsProgress()) {
      events.removeIf(event -> event.type().equals(IDLE));
    }
    Ending ending = batch.ending();
    if (ending != null) {
      events.add(last(ending));
    }
    return new Commit(
        ticks,
        batch.lengthBefore(),
        events,
        batch.inboxTaken(),
        ending == null ? null : outcome(ending, batch.states(), program.events()),
        batch.waiting() ? RunStatus.WAITING : RunStatus.RUNNING,
        isProgress(batch.ticks()),
        snapshot);
  }

  private static boolean isProgress(List<Tick> ticks) {
    for (Tick tick : ticks) {
      if (!(tick instanceof Tick.RunResumed)) {
        return true;
      }
    }
    return false;
  }

  private void add(Command command, List<PublishedEvent> events) {
    switch (command) {
      case Command.Publish c ->
          events.add(event(c.event(), origin(c.step(), c.item(), c.attempt())));
      case Command.PublishUnhandled c ->
          events.add(
              internal(
                  UNHANDLED,
                  out -> {
                    text(out, "event_type", c.type());
                    text(out, "reason", c.reason());
                  }));
      case Command.PublishSuperseded c -> events.add(superseded(c));
      case Command.PublishIdle c -> events.add(internal(IDLE, out -> {}));
      case Command.InChild c -> child(c.item(), c.name(), c.flow()).add(c.command(), events);
      case Command.TellQueued c -> notShown(c);
      case Command.RunStep c -> notShown(c);
      case Command.StopStep c -> notShown(c);
      case Command.ReleaseOnce c -> notShown(c);
      case Command.Collect c -> notShown(c);
      case Command.Arm c -> notShown(c);
      case Command.Disarm c -> notShown(c);
      case Command.End c -> notShown(c);
    }
  }

  /** The same for a child of what this publishes for. */
  Published child(long item, String name, String flow) {
    Program of = program.family().named(flow);
    if (of == null) {
      throw new IllegalArgumentException("no child workflow " + flow);
    }
    List<PublishedEvent.Child> path = new ArrayList<>(children);
    path.add(new PublishedEvent.Child(name, flow, item));
    return new Published(of, List.copyOf(path));
  }

  private static void notShown(Command command) {
    throw new IllegalArgumentException("publishes nothing: " + command);
  }

  /** Of an attempt of this run's. */
  Origin origin(String step, long item, int attempt) {
    return new Origin(program.flow(), children, step, item, attempt);
  }

  private Origin engine() {
    return origin("", 0, 0);
  }

  /** An event as readers of the stream get it. */
  PublishedEvent event(EventData event, Origin origin) {
    return new PublishedEvent(
        event.type(),
        program.events().named(event.type()).ancestors(),
        origin,
        false,
        program.events().json(event));
  }

  /** Whether the step may stream anything. */
  boolean streams(String step) {
    return !program.model().step(step).shape().declared().streams().isEmpty();
  }

  /** That what an attempt has streamed so far is void. */
  PublishedEvent superseded(Command.PublishSuperseded attempt) {
    return internal(
        SUPERSEDED,
        out -> {
          text(out, "step_name", attempt.step());
          out.writeName("work_item");
          out.writeNumber(attempt.item());
          out.writeName("attempt");
          out.writeNumber(attempt.attempt());
        });
  }

  /** That a piece of a step's work got on. */
  PublishedEvent stepState(StepStateChanged change) {
    return internal(
        STEP_STATE,
        out -> {
          text(out, "name", change.name());
          text(out, "step_state", change.state().name().toLowerCase(Locale.ROOT));
          text(out, "worker_id", Long.toString(change.workItem()));
          text(out, "input_event_name", change.input());
          text(out, "output_event_name", change.output());
        });
  }

  private PublishedEvent internal(String type, Consumer<JsonGenerator> fields) {
    return new PublishedEvent(type, List.of(), engine(), true, object(fields));
  }

  private PublishedEvent last(Ending ending) {
    return switch (ending) {
      case Ending.Stopped e -> event(e.stop(), origin(e.step(), 0, e.attempt()));
      case Ending.Failed e -> stop(FAILED, out -> failed(out, e));
      case Ending.TimedOut e ->
          stop(
              TIMED_OUT,
              out -> {
                seconds(out, "timeout", e.limit());
                out.writeName("active_steps");
                out.writeStartArray();
                e.activeSteps().forEach(out::writeString);
                out.writeEndArray();
              });
      case Ending.Cancelled e -> stop(CANCELLED, out -> {});
    };
  }

  private static void failed(JsonGenerator out, Ending.Failed e) {
    out.writeName("step_name");
    if (e.step().isEmpty()) {
      out.writeNull();
    } else {
      out.writeString(e.step());
    }
    out.writeName("exception");
    out.writeStartObject();
    text(out, "exception_type", e.fault().failure().type());
    text(out, "exception_message", e.fault().failure().message());
    out.writeEndObject();
    out.writeName("attempts");
    out.writeNumber(e.attempts());
    seconds(out, "elapsed_seconds", e.elapsed());
  }

  private PublishedEvent stop(String type, Consumer<JsonGenerator> fields) {
    return new PublishedEvent(type, STOP, engine(), false, object(fields));
  }

  private static byte[] object(Consumer<JsonGenerator> fields) {
    return Json.write(out -> {
      out.writeStartObject();
      fields.accept(out);
      out.writeEndObject();
    });
  }

  private static void text(JsonGenerator out, String name, String value) {
    out.writeName(name);
    out.writeString(value);
  }

  private static void seconds(JsonGenerator out, String name, Duration duration) {
    out.writeName(name);
    out.writeNumber(duration.toNanos() / 1e9);
  }

  /** How a run with this end, and these states then, ended. */
  static RunOutcome outcome(Ending ending, Map<String, StateCell> states, EventTypes types) {
    return switch (ending) {
      case Ending.Stopped e -> new RunOutcome.Completed(result(e.stop(), types), json(states));
      case Ending.Failed e -> new RunOutcome.Failed(failure(e));
      case Ending.TimedOut e -> new RunOutcome.Failed(timedOut(e));
      case Ending.Cancelled e -> new RunOutcome.Cancelled(e.reason());
    };
  }

  private static Map<String, byte[]> json(Map<String, StateCell> states) {
    Map<String, byte[]> json = new HashMap<>();
    states.forEach((name, cell) -> json.put(name, cell.value().json()));
    return json;
  }

  /** The bare value of a plain stop, which was written by us without a space; else the object. */
  private static byte[] result(EventData stop, EventTypes types) {
    byte[] json = types.json(stop);
    return stop.type().equals(PLAIN_STOP)
        ? java.util.Arrays.copyOfRange(json, RESULT_PREFIX, json.length - 1)
        : json;
  }

  private static RunFailure failure(Ending.Failed e) {
    Failure f = e.fault().failure();
    return new RunFailure(
        e.fault().code(),
        e.step(),
        f.type(),
        Failures.withCauses(f),
        f.stack(),
        e.attempts(),
        e.elapsed());
  }

  private static RunFailure timedOut(Ending.TimedOut e) {
    @Nullable String busy = e.activeSteps().isEmpty() ? null : String.join(", ", e.activeSteps());
    String message =
        "the run was active for longer than its time limit of %s; %s"
            .formatted(e.limit(), busy == null ? "no step was running" : "running were: " + busy);
    return new RunFailure(RunFailure.TIMED_OUT, "", "", message, "", 0, e.elapsed());
  }
}
