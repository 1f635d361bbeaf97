package org.llamadeploy4j.workflow.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.InternalEvent;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.TypeRef;
import org.llamadeploy4j.workflow.internal.RehearsedRun;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * A run of a {@link WorkflowTest} that is over, or that waits for an event the test has not. Thread
 * rule: belongs to the test's thread.
 */
public final class TestRun {

  private final RehearsedRun run;
  private final RehearsedRun.@Nullable Outcome outcome;
  private final List<ExecutedStep> steps;
  private final Facts facts;

  /** What the stage knows of a run besides. */
  record Facts(Duration elapsed, long seed, boolean repeatable, List<String> hanging) {}

  /** A run that gets on no more; looked at before it is dropped. */
  TestRun(RehearsedRun run, List<ExecutedStep> steps, Facts facts) {
    this.run = run;
    this.outcome = run.outcome();
    this.steps = steps;
    this.facts = facts;
  }

  /**
   * The result as {@link org.llamadeploy4j.workflow.Handler#result()} gives it.
   *
   * @throws RunFailedException when the run failed or its time limit passed
   * @throws AssertionError when the run waits for an event that the test has not, saying for which
   */
  public @Nullable Object result() {
    checkEnded();
    try {
      return run.handler().result();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * The result as this type, as {@link org.llamadeploy4j.workflow.Handler#result(Class)} gives it.
   *
   * @throws RunFailedException when the run failed or its time limit passed
   * @throws org.llamadeploy4j.workflow.ResultTypeException when the result is null or of another
   *     type
   * @throws AssertionError when the run waits for an event that the test has not, saying for which
   */
  public <T> T result(Class<T> type) {
    Required.check(type, "result", "type", "the type of the result, such as String.class");
    checkEnded();
    try {
      return run.handler().result(type);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** As {@link #result(Class)}, for a type with type arguments. */
  public <T> T result(TypeRef<T> type) {
    Required.check(type, "result", "type", "the type of the result");
    checkEnded();
    try {
      return run.handler().result(type);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static AssertionError interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AssertionError("interrupted", e);
  }

  private void checkEnded() {
    if (isWaiting() && !facts.hanging().isEmpty()) {
      throw new AssertionError(
          "the run has no result: %s hangs, as the test wants it, and no time limit ends it; add a timeout to its @Step, or a time limit to the workflow:%n%s"
              .formatted(String.join(" and ", facts.hanging()), view().describe()));
    }
    if (isWaiting()) {
      throw new AssertionError(
          "the run has no result: it waits for what the test does not answer; add answer(…):%n%s"
              .formatted(view().describe()));
    }
  }

  /** Why the run failed; empty when it did not. */
  public Optional<RunFailedException> failure() {
    if (!isWaiting()) {
      try {
        Object unused = run.handler().result();
      } catch (RunFailedException e) {
        return Optional.of(e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    return Optional.empty();
  }

  /** Whether the run goes on only with an event that the test has not. */
  public boolean isWaiting() {
    return outcome == null;
  }

  /** The events of the run's stream, as {@link org.llamadeploy4j.workflow.Handler#events}. */
  public List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (StreamedEvent each : all(StreamOptions.DEFAULT)) {
      events.add(each.event());
    }
    return events;
  }

  /** Of all events, those of children and internal ones too, those of this type. */
  public <E extends Event> List<E> events(Class<E> type) {
    Required.check(type, "events", "type", "the class of the events");
    return stream().stream()
        .map(StreamedEvent::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /**
   * How many events of each class there are on the run's stream, by simple class name; events
   * without a class of their own by that of their role, such as {@code StopEvent}.
   */
  public Map<String, Integer> eventCounts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Event event : events()) {
      Class<?> type = event.getClass();
      boolean free = type.getInterfaces().length > 0 && !type.isRecord();
      String name = (free ? type.getInterfaces()[0] : type).getSimpleName();
      counts.merge(name, 1, Integer::sum);
    }
    return counts;
  }

  /**
   * All events with their origin, those of children and {@linkplain InternalEvent internal} too.
   */
  public List<StreamedEvent> stream() {
    return all(StreamOptions.DEFAULT.withInternal().withChildren());
  }

  private List<StreamedEvent> all(StreamOptions options) {
    List<StreamedEvent> events = new ArrayList<>();
    run.handler().stream(options).forEach(events::add);
    return events;
  }

  /** The attempts in the order in which they began, those of children too. */
  public List<ExecutedStep> steps() {
    return steps;
  }

  /** The attempts of one step in the order in which they began. */
  public List<ExecutedStep> steps(String name) {
    return steps.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** The run's journal, for {@link GoldenJournal} and {@link org.llamadeploy4j.workflow.Replay}. */
  public List<byte[]> journal() {
    return run.journal();
  }

  /** The run as it is now: how it ended and its states, or what it waits for. */
  public RunView view() {
    return run.view();
  }

  /** How much time passed on the run's clock, which stands still while steps compute. */
  public Duration elapsed() {
    return facts.elapsed();
  }

  /** The seed of the order in which the run's threads went on. */
  public long seed() {
    return facts.seed();
  }

  /**
   * Whether the seed alone decided the order. Not so when a step blocked for longer than a second
   * while others could go on.
   */
  public boolean isRepeatable() {
    return facts.repeatable();
  }

  /** How the run came out; what counts as the same has the same key. */
  RehearsedRun.Outcome outcome() {
    return outcome != null
        ? outcome
        : new RehearsedRun.Outcome(
            "waiting", "a run that waits for an event the test has not: " + view().describe());
  }

  @Override
  public String toString() {
    return "TestRun[seed=%d, %s]".formatted(seed(), outcome().words());
  }
}
