package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.AttemptId;
import org.llamadeploy4j.workflow.engine.CollectedSet;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.RunPath;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.StateCell;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.spi.PublishedEvent;

/** Where the attempts of one run ask for what they need in the middle of a step. Thread-safe. */
final class AttemptDesk implements StepAttempt.Host {

  /** Streamed events on their way to the log; a step that streams faster waits. */
  private static final int MAX_STREAMED = 1_000;

  private static final String ONCE = "once ";
  private static final String COLLECT = "collect ";

  /** Whoever drives the run. Thread-safe. */
  interface Driver {

    /** Takes what a step did for the core. */
    void input(CoreInput input);

    /** Takes what a step streams. */
    void streamed(StepAttempt attempt, PublishedEvent event);

    /** An attempt was stopped before it began. */
    void dropped(StepAttempt attempt);

    /** An attempt ended. Called on its thread. */
    void ended(StepAttempt attempt, CoreInput.StepEnded ended);
  }

  private final Published published;
  private final RunHooks hooks;
  private final Driver driver;
  private final Rendezvous rendezvous;
  private final RunResources resources = new RunResources();
  private final Semaphore streaming = new Semaphore(MAX_STREAMED);
  private volatile RunState shown = RunState.NEW;

  AttemptDesk(Published published, RunHooks hooks, Driver driver) {
    this.published = published;
    this.hooks = hooks;
    this.driver = driver;
    this.rendezvous = new Rendezvous(hooks.turns());
  }

  /** From now on steps see the states in this. */
  void show(RunState state) {
    shown = state;
  }

  /** A streamed event has been dealt with. */
  void releaseStreamed() {
    streaming.release();
  }

  void answerOnce(AttemptId attempt, String name) {
    rendezvous.answer(attempt, ONCE + name, CollectedSet.NOTHING);
  }

  void answerCollect(Action.AnswerCollect answer) {
    rendezvous.answer(answer.attempt(), COLLECT + answer.buffer(), answer.set());
  }

  /** The resources that live as long as the run. */
  RunResources resources() {
    return resources;
  }

  @Override
  public RunHooks hooks() {
    return hooks;
  }

  @Override
  public Map<String, StateCell> states(RunPath path) {
    return shown.statesAt(path);
  }

  @Override
  public void stream(StepAttempt attempt, EventData event) throws InterruptedException {
    WorkItem item = attempt.item();
    Published at = publishedAt(attempt.id().path());
    PublishedEvent made = at.event(event, at.origin(item.step(), item.id(), item.attempt()));
    hooks.turns().acquire(streaming);
    driver.streamed(attempt, made);
  }

  private Published publishedAt(RunPath path) {
    Published at = published;
    RunState state = shown;
    for (long item : path.items()) {
      RunState.ChildRun child = state.children().runs().get(item);
      if (child == null) {
        throw new CancellationException("the child run has ended");
      }
      at = at.child(item, child.name(), child.flow());
      state = child.state();
    }
    return at;
  }

  @Override
  public void once(StepAttempt attempt, String name, Payload value) throws InterruptedException {
    CoreInput ended = new CoreInput.OnceEnded(attempt.id(), name, value);
    rendezvous.await(attempt.id(), ONCE + name, () -> driver.input(ended));
  }

  @Override
  public CollectedSet collect(
      StepAttempt attempt, String buffer, EventData event, List<String> expected)
      throws InterruptedException {
    CoreInput collect = new CoreInput.Collect(attempt.id(), buffer, event, expected);
    return rendezvous.await(attempt.id(), COLLECT + buffer, () -> driver.input(collect));
  }

  @Override
  public Object resource(StepAttempt attempt, StepModel.Parameter.OfResource parameter)
      throws InterruptedException {
    return resources.get(attempt, parameter);
  }

  @Override
  public void dropped(StepAttempt attempt) {
    driver.dropped(attempt);
  }

  @Override
  public void ended(StepAttempt attempt, CoreInput.StepEnded ended) {
    driver.ended(attempt, ended);
  }
}
