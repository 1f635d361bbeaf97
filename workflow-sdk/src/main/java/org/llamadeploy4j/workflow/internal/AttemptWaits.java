package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.WaitTimedOutException;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.Awaited;

/**
 * The waits inside one attempt: the first that is not over yet ends the attempt, those before it
 * are answered from what is recorded. Belongs to the step's thread, but for {@link #awaited}.
 */
final class AttemptWaits {
  private final StepAttempt attempt;
  private int over;
  private volatile @Nullable Awaited awaited;

  AttemptWaits(StepAttempt attempt) {
    this.attempt = attempt;
  }

  /** What the attempt waits for, or null. Thread-safe. */
  @Nullable Awaited awaited() {
    return awaited;
  }

  /**
   * Ends the attempt unless this wait is over. What is waited for was made before, every time: a
   * wait that was refused then leaves no mark, and is not taken for a later one that is over.
   */
  private void waitUnlessOver(String mark, Awaited forWhat) {
    if (!attempt.effects().waitIsOver(mark)) {
      awaited = forWhat;
      throw Suspension.INSTANCE;
    }
  }

  <E extends Event> E event(Class<E> type, WaitOptions options) {
    AwaitedEvents events = new AwaitedEvents(attempt, type);
    waitUnlessOver(String.join("|", events.names()), events.waiting(options));
    return switch (nextAnswer()) {
      case Answer.Given given -> type.cast(attempt.program().events().decode(given.event()));
      case Answer.TimedOut t ->
          throw new WaitTimedOutException(
              "no %s came within %s"
                  .formatted(String.join(" or ", events.names()), options.timeout().orElse(null)));
      case Answer.ChildEnded t -> throw unexpected("an event", t);
    };
  }

  void sleep(Duration time) {
    if (!time.isPositive()) {
      return;
    }
    waitUnlessOver("sleep", new Awaited.Sleep(time));
    Answer answer = nextAnswer();
    if (!(answer instanceof Answer.TimedOut)) {
      throw unexpected("time to pass", answer);
    }
  }

  /** Whether all that a child needs is there. */
  static void checkChild(
      @Nullable String name,
      @Nullable Class<?> workflow,
      @Nullable StartEvent start,
      @Nullable Object result) {
    Required.check(name, "child", "name", "what the child is called");
    Required.check(workflow, "child", "workflow", "the class of the child workflow");
    Required.check(start, "child", "start", "the event that the child starts with");
    Required.check(result, "child", "result", "the type of its result, such as String.class");
  }

  /** The child's result as the type, or null. */
  @Nullable Object child(
      String name, Class<? extends Workflow> workflow, StartEvent start, Type result) {
    ChildCall call = new ChildCall(attempt, name, workflow);
    waitUnlessOver("child " + name, call.begin(start));
    Answer answer = nextAnswer();
    if (answer instanceof Answer.ChildEnded ended) {
      return call.result(ended.ending(), result);
    }
    throw unexpected("a child", answer);
  }

  private Answer nextAnswer() {
    return attempt.item().memory().answers().get(over++);
  }

  private static IllegalStateException unexpected(String what, Answer answer) {
    return new IllegalStateException("waited for " + what + " and got " + answer);
  }
}
