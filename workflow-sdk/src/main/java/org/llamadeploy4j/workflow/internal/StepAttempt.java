package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.AttemptId;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.CollectedSet;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.RunPath;
import org.llamadeploy4j.workflow.engine.StateCell;
import org.llamadeploy4j.workflow.engine.Streamed;
import org.llamadeploy4j.workflow.engine.Verdict;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.RunFailure;
import org.llamadeploy4j.workflow.spi.StepRun;
import org.llamadeploy4j.workflow.spi.Streaming;

/** One attempt of one step: calls the method on a thread of its own and says how it ended. */
final class StepAttempt implements Runnable {

  /** What an attempt asks of its driver. Thread-safe. */
  interface Host {

    /** How the run is watched and ordered from inside. */
    RunHooks hooks();

    /** The committed states of the run or the child that the attempt is in. */
    Map<String, StateCell> states(RunPath path);

    /** Shows an event at once. May block while too many are on their way. */
    void stream(StepAttempt attempt, EventData event) throws InterruptedException;

    /** Records a block's value; blocks until it is durable. */
    void once(StepAttempt attempt, String name, Payload value) throws InterruptedException;

    /** Puts an event into a buffer; blocks until it is known whether it is complete. */
    CollectedSet collect(StepAttempt attempt, String buffer, EventData event, List<String> expected)
        throws InterruptedException;

    /** What a step's parameter asks for. May block while it is made. */
    Object resource(StepAttempt attempt, StepModel.Parameter.OfResource parameter)
        throws InterruptedException;

    /** An attempt was stopped before it began. */
    void dropped(StepAttempt attempt);

    /** Takes the attempt's end. Called on the attempt's thread, after user code has returned. */
    void ended(StepAttempt attempt, CoreInput.StepEnded ended);
  }

  private final Program program;
  private final StepModel step;
  private final String runId;
  private final RunPath path;
  private final WorkItem item;
  private final AttemptId id;
  private final Host host;
  private final Effects effects;
  private final @Nullable HeldStream held;
  private final AttemptLife life = new AttemptLife();

  private @Nullable Outcome outcome;

  /** How the method ended, before its state changes are applied. */
  private sealed interface Outcome {
    record Returned(Returns returns) implements Outcome {}

    record Suspended(Awaited awaited) implements Outcome {}
  }

  /**
   * An attempt.
   *
   * @param program of the run or the child that the item is in
   * @param runId of the outermost run
   */
  StepAttempt(Program program, String runId, RunPath path, WorkItem item, Host host) {
    this.program = program;
    this.step = program.step(item.step());
    this.runId = path.runId(runId);
    this.path = path;
    this.item = item;
    this.id = new AttemptId(path, item.id(), item.attempt());
    this.host = host;
    this.effects = new Effects(item.step(), item.memory().marks());
    this.held =
        program.options().streaming() == Streaming.COMMITTED ? new HeldStream(item.step()) : null;
  }

  Program program() {
    return program;
  }

  StepModel step() {
    return step;
  }

  /** The id of the run, or of the child, that the attempt is in. */
  String runId() {
    return runId;
  }

  AttemptId id() {
    return id;
  }

  WorkItem item() {
    return item;
  }

  Host host() {
    return host;
  }

  Map<String, StateCell> states() {
    return host.states(path);
  }

  Effects effects() {
    return effects;
  }

  /** Shows an event to readers: at once, or when the attempt has succeeded. */
  void stream(EventData event) throws InterruptedException {
    if (held == null) {
      host.stream(this, event);
    } else {
      held.add(event);
    }
  }

  /**
   * Interrupts user code, if it still runs, and makes everything it does from now on fail. Says
   * whether user code is still to be watched: true at most once.
   */
  boolean stop() {
    return life.stop(host.hooks().turns());
  }

  boolean isStopped() {
    return life.isStopped();
  }

  boolean isWaiting() {
    return life.isWaiting();
  }

  /** When user code began, where it has a time limit; null while it waits for a thread. */
  @Nullable Instant begun() {
    return life.begun();
  }

  /** Marks the attempt as abandoned if its thread is still in user code; says whether it is. */
  boolean abandonIfAlive() {
    return life.abandonIfAlive();
  }

  boolean isAbandoned() {
    return life.isAbandoned();
  }

  @Override
  public void run() {
    run(this::attempt);
  }

  private void run(Supplier<CoreInput.StepEnded> userCode) {
    if (!life.begin(step.limits().timeout() == null ? null : program.options().clock())) {
      host.dropped(this);
      return;
    }
    CoreInput.StepEnded ended;
    StepThread.enter(this);
    try {
      ended = userCode.get();
    } catch (Throwable defect) { // a listener's or ours; the run must hear of it
      ended = givenUp(defect);
    } finally {
      StepThread.leave();
      life.end();
    }
    host.ended(this, ended);
  }

  /** That this attempt failed and is not tried again; nobody is asked. */
  CoreInput.StepEnded givenUp(Throwable thrown) {
    CoreInput.Outcome failed =
        new CoreInput.Outcome.Failed(Failures.of(thrown), new Verdict.GiveUp());
    return new CoreInput.StepEnded(id, failed, Map.of());
  }

  private CoreInput.StepEnded attempt() {
    AttemptContext context = new AttemptContext(this);
    StepRun told =
        new StepRun(
            runId,
            item.step(),
            item.attempt(),
            item.input().type(),
            () -> EventSummary.of(item.input()));
    CurrentContext.set(context);
    program.options().listener().onStepStarted(told);
    CoreInput.StepEnded ended;
    try {
      ended = attempt(context, told);
    } finally {
      context.close();
      CurrentContext.clear();
    }
    ProgramListener listener = program.options().listener();
    if (!listener.equals(ProgramListener.NONE)) {
      listener.onStepEnded(told, StepEnds.of(ended));
    }
    return ended;
  }

  private CoreInput.StepEnded attempt(AttemptContext context, StepRun told) {
    try {
      host.hooks().probe().before(told, item.id());
      Object returned = new Invocation(this).call(context);
      Awaited awaited = context.awaited();
      outcome =
          awaited == null
              ? new Outcome.Returned(Returns.of(this, returned))
              : new Outcome.Suspended(awaited);
      return settle(states());
    } catch (Throwable thrown) { // user code may throw anything, errors included
      Awaited awaited = context.awaited();
      if (awaited == null) {
        return failed(thrown);
      }
      outcome = new Outcome.Suspended(awaited);
      return settle(states());
    }
  }

  /** From now on the attempt is in user code again, though its thread is still to come. */
  void again() {
    life.again();
  }

  /** Applies the state changes, which are user code, again: other attempts had committed. */
  void settleAgain(Map<String, StateCell> states) {
    run(() -> settle(states));
  }

  private CoreInput.StepEnded settle(Map<String, StateCell> states) {
    try {
      Effects.Writes writes = effects.writes(states);
      CoreInput.Outcome end =
          switch (outcome) {
            case Outcome.Returned o ->
                new CoreInput.Outcome.Completed(
                    o.returns().emissions(),
                    o.returns().opensStream(),
                    writes.values(),
                    held == null ? Streamed.NOTHING : held.all());
            case Outcome.Suspended o ->
                new CoreInput.Outcome.Suspended(
                    effects.emissions(), writes.values(), effects.marks(), o.awaited());
            case null -> throw new IllegalStateException("the attempt has not ended");
          };
      return new CoreInput.StepEnded(id, end, writes.based());
    } catch (Throwable thrown) { // a state change may throw anything
      return failed(thrown);
    }
  }

  /** That this attempt failed, and what its retry policy says about it. Runs user code. */
  CoreInput.StepEnded failed(Throwable thrown) {
    Throwable peeled = Failures.peel(thrown);
    CoreInput.Outcome failed = new Verdicts(program, item, runId).failed(peeled);
    return new CoreInput.StepEnded(id, failed, Map.of());
  }

  /** The event as stored, now, so that later changes to what it holds do not matter. */
  EventData encode(Event event) {
    return encode(program.events(), event);
  }

  static EventData encode(EventTypes types, Event event) {
    try {
      return types.encode(event);
    } catch (Unencodable e) {
      throw new WorkflowException(
          RunFailure.RESULT_NOT_JSON,
          Names.of(event.getClass()) + " cannot be written as JSON: " + e.getMessage(),
          e);
    }
  }
}
