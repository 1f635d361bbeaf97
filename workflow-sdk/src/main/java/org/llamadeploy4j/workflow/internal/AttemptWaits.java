package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.WaitTimedOutException;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
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

  private Suspension suspend(Awaited forWhat) {
    awaited = forWhat;
    return Suspension.INSTANCE;
  }

  <E extends Event> E event(Class<E> type, WaitOptions options) {
    List<String> types = namesOf(type);
    if (!attempt.effects().waitIsOver(String.join("|", types))) {
      throw suspend(
          new Awaited.Events(
              types,
              canonical(options.required()),
              options.timeout().orElse(null),
              options.prompt().map(attempt::encode).orElse(null)));
    }
    return switch (nextAnswer()) {
      case Answer.Given given -> type.cast(attempt.program().events().decode(given.event()));
      case Answer.TimedOut t ->
          throw new WaitTimedOutException(
              "no %s came within %s"
                  .formatted(String.join(" or ", types), options.timeout().orElse(null)));
      case Answer.ChildEnded t -> throw unexpected("an event", t);
    };
  }

  void sleep(Duration time) {
    if (!time.isPositive()) {
      return;
    }
    if (!attempt.effects().waitIsOver("sleep")) {
      throw suspend(new Awaited.Sleep(time));
    }
    Answer answer = nextAnswer();
    if (!(answer instanceof Answer.TimedOut)) {
      throw unexpected("time to pass", answer);
    }
  }

  <T> @Nullable T child(
      String name, Class<? extends Workflow> workflow, StartEvent start, Class<T> result) {
    ChildCall call = new ChildCall(attempt, name, workflow);
    if (!attempt.effects().waitIsOver("child " + name)) {
      throw suspend(call.begin(start));
    }
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

  private List<String> namesOf(Class<? extends Event> type) {
    return Names.leaves(freeForm(type)).stream().map(this::nameOf).sorted().toList();
  }

  private String nameOf(Class<?> leaf) {
    EventType registered = attempt.program().events().ofClass(leaf);
    if (registered == null) {
      throw new WorkflowException(
          "undeclared_event",
          "step %s waits for %s, which this workflow does not know; add waits = %s.class to its @Step"
              .formatted(attempt.step().name(), leaf.getName(), leaf.getSimpleName()));
    }
    return registered.name();
  }

  private static Class<?> freeForm(Class<?> type) {
    return type == HumanResponseEvent.class ? FreeEvent.Answer.class : type;
  }

  private Map<String, String> canonical(Map<String, Object> required) {
    AnyCodec any = new AnyCodec(attempt.program().codecs());
    Map<String, String> canonical = new LinkedHashMap<>();
    required.forEach((name, value) ->
        canonical.put(name, Json.canonical(Json.parse(Json.write(out -> any.write(out, value))))));
    return canonical;
  }
}
