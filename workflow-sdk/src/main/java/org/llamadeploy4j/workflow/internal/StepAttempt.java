package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.StateCell;
import org.llamadeploy4j.workflow.engine.Verdict;
import org.llamadeploy4j.workflow.engine.WaitSpec;
import org.llamadeploy4j.workflow.engine.WorkItem;

/** One attempt of one step: calls the method on a thread of its own and says how it ended. */
final class StepAttempt implements Runnable {

  /** What an attempt asks of its driver. Thread-safe. */
  interface Host {

    /** The committed states. */
    Map<String, StateCell> states();

    /** Shows an event at once. May block while too many are on their way. */
    void stream(StepAttempt attempt, EventData event) throws InterruptedException;

    /** Records a block's value; blocks until it is durable. */
    void once(StepAttempt attempt, String name, Payload value) throws InterruptedException;

    /** Takes the attempt's end. Called on the attempt's thread, after user code has returned. */
    void ended(StepAttempt attempt, CoreInput.StepEnded ended);
  }

  private final Program program;
  private final StepModel step;
  private final String runId;
  private final WorkItem item;
  private final Host host;
  private final Effects effects;
  private final Object lifeLock = new Object();

  // guarded by lifeLock
  private @Nullable Thread thread;
  private boolean stopped;
  private boolean over;
  private boolean abandoned;

  private @Nullable Outcome outcome;

  /** How the method ended, before its state changes are applied. */
  private sealed interface Outcome {
    record Returned(List<Emission> emissions) implements Outcome {}

    record Suspended(WaitSpec awaited) implements Outcome {}
  }

  StepAttempt(Program program, String runId, WorkItem item, Host host) {
    this.program = program;
    this.step = program.model().step(item.step());
    this.runId = runId;
    this.item = item;
    this.host = host;
    this.effects = new Effects(item.step(), item.memory().marks());
  }

  Program program() {
    return program;
  }

  StepModel step() {
    return step;
  }

  String runId() {
    return runId;
  }

  WorkItem item() {
    return item;
  }

  Host host() {
    return host;
  }

  Effects effects() {
    return effects;
  }

  /**
   * Interrupts user code, if it still runs, and makes everything it does from now on fail. Says
   * whether user code is still to be watched: true at most once.
   */
  boolean stop() {
    synchronized (lifeLock) {
      boolean watch = !stopped && !over;
      stopped = true;
      if (thread != null && !over) {
        thread.interrupt();
      }
      return watch;
    }
  }

  boolean isStopped() {
    synchronized (lifeLock) {
      return stopped;
    }
  }

  /** Marks the attempt as abandoned if its thread is still in user code; says whether it is. */
  boolean abandonIfAlive() {
    synchronized (lifeLock) {
      abandoned = !over;
      return abandoned;
    }
  }

  boolean isAbandoned() {
    synchronized (lifeLock) {
      return abandoned;
    }
  }

  @Override
  public void run() {
    Thread current = Thread.currentThread();
    synchronized (lifeLock) {
      thread = current;
      if (stopped) {
        current.interrupt();
      }
    }
    current.setContextClassLoader(program.loader());
    CoreInput.StepEnded ended;
    try {
      ended = attempt();
    } finally {
      synchronized (lifeLock) {
        over = true;
        thread = null;
      }
      Thread.interrupted(); // meant for user code, which has ended
    }
    current.setContextClassLoader(ClassLoader.getSystemClassLoader());
    host.ended(this, ended);
  }

  private CoreInput.StepEnded attempt() {
    AttemptContext context = new AttemptContext(this);
    try {
      Object returned = call(context);
      outcome =
          context.awaited() == null ? returned(returned) : new Outcome.Suspended(context.awaited());
      return settle(host.states());
    } catch (Throwable thrown) { // user code may throw anything, errors included
      WaitSpec wait = context.awaited();
      if (wait == null) {
        return failed(thrown);
      }
      outcome = new Outcome.Suspended(wait);
      return settle(host.states());
    } finally {
      context.close();
    }
  }

  /**
   * Applies the state changes again, on other states. For when other attempts had committed in
   * between.
   */
  void settleAgain(Map<String, StateCell> states) {
    Thread.currentThread().setContextClassLoader(program.loader());
    CoreInput.StepEnded ended = settle(states);
    Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
    host.ended(this, ended);
  }

  private CoreInput.StepEnded settle(Map<String, StateCell> states) {
    try {
      Effects.Writes writes = effects.writes(states);
      CoreInput.Outcome end =
          switch (outcome) {
            case Outcome.Returned o ->
                new CoreInput.Outcome.Completed(o.emissions(), writes.values());
            case Outcome.Suspended o ->
                new CoreInput.Outcome.Suspended(
                    effects.emissions(), writes.values(), effects.marks(), o.awaited());
            case null -> throw new IllegalStateException("the attempt has not ended");
          };
      return new CoreInput.StepEnded(item.id(), item.attempt(), end, writes.based());
    } catch (Throwable thrown) { // a state change may throw anything
      return failed(thrown);
    }
  }

  private CoreInput.StepEnded failed(Throwable thrown) {
    CoreInput.Outcome failed =
        new CoreInput.Outcome.Failed(Failures.of(Failures.peel(thrown)), new Verdict.FailRun());
    return new CoreInput.StepEnded(item.id(), item.attempt(), failed, Map.of());
  }

  private @Nullable Object call(AttemptContext context) throws Throwable {
    Event input = program.events().decode(item.input());
    Object[] arguments =
        step.parameters().stream()
            .map(p ->
                switch (p) {
                  case StepModel.Parameter.OfContext c -> context;
                  case StepModel.Parameter.OfEvent e -> input;
                  case StepModel.Parameter.OfSlot n -> input;
                  case StepModel.Parameter.OfJoined j -> List.of(input);
                  case StepModel.Parameter.OfResource r ->
                      throw new IllegalStateException("no resource of type " + r.type());
                })
            .toArray();
    Object result = step.call().call(program.workflow(), arguments);
    return result instanceof CompletionStage<?> stage ? stage.toCompletableFuture().get() : result;
  }

  private Outcome returned(@Nullable Object result) {
    effects.checkAllRepeated();
    Object event = result instanceof Optional<?> optional ? optional.orElse(null) : result;
    List<Emission> emissions = new ArrayList<>(effects.emissions());
    if (event == null) {
      if (!step.shape().returns().mayBeNull()) {
        throw new WorkflowException(
            "null_returned",
            "step %s returned null where an event is due; declare the return type @Nullable, Optional or void"
                .formatted(step.name()));
      }
    } else {
      emissions.add(Emission.returned(encode((Event) event)));
    }
    return new Outcome.Returned(emissions);
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
          org.llamadeploy4j.workflow.spi.RunFailure.RESULT_NOT_JSON,
          Names.of(event.getClass()) + " cannot be written as JSON: " + e.getMessage(),
          e);
    }
  }
}
