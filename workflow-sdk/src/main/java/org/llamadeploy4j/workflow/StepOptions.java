package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@link Step} says besides a step's types, for {@link WorkflowBuilder}. Immutable. */
public final class StepOptions {

  private static final StepOptions DEFAULTS =
      new StepOptions(4, null, false, false, List.of(), List.of(), List.of());

  private final int workers;
  private final @Nullable Duration timeout;
  private final boolean cpu;
  private final boolean maybeNothing;
  private final List<Class<? extends Event>> sends;
  private final List<Class<? extends Event>> streams;
  private final List<Class<? extends Event>> waits;

  private StepOptions(
      int workers,
      @Nullable Duration timeout,
      boolean cpu,
      boolean maybeNothing,
      List<Class<? extends Event>> sends,
      List<Class<? extends Event>> streams,
      List<Class<? extends Event>> waits) {
    this.workers = workers;
    this.timeout = timeout;
    this.cpu = cpu;
    this.maybeNothing = maybeNothing;
    this.sends = sends;
    this.streams = streams;
    this.waits = waits;
  }

  /** Four workers, no time limit, nothing sent or streamed; the step always returns an event. */
  public static StepOptions defaults() {
    return DEFAULTS;
  }

  /** The same with so many executions at a time in one run; at least 1. */
  public StepOptions withWorkers(int count) {
    return new StepOptions(count, timeout, cpu, maybeNothing, sends, streams, waits);
  }

  /** The same with a time limit for one attempt. */
  public StepOptions withTimeout(Duration limit) {
    return new StepOptions(workers, limit, cpu, maybeNothing, sends, streams, waits);
  }

  /** The same for a step that computes for long, on a platform thread. */
  public StepOptions onPlatformThread() {
    return new StepOptions(workers, timeout, true, maybeNothing, sends, streams, waits);
  }

  /** The same for a step that may return null where nothing follows. */
  public StepOptions maybeNothing() {
    return new StepOptions(workers, timeout, cpu, true, sends, streams, waits);
  }

  /** The same for a step that sends these events with {@link Context#send}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  public final StepOptions withSends(Class<? extends Event>... events) {
    return new StepOptions(workers, timeout, cpu, maybeNothing, List.of(events), streams, waits);
  }

  /** The same for a step that streams these events with {@link Context#stream}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  public final StepOptions withStreams(Class<? extends Event>... events) {
    return new StepOptions(workers, timeout, cpu, maybeNothing, sends, List.of(events), waits);
  }

  /** The same for a step that waits for these events. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  public final StepOptions withWaits(Class<? extends Event>... events) {
    return new StepOptions(workers, timeout, cpu, maybeNothing, sends, streams, List.of(events));
  }

  /** How many executions one run may have at a time. */
  public int workers() {
    return workers;
  }

  /** Time limit of one attempt. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** Whether it computes for long. */
  public boolean isOnPlatformThread() {
    return cpu;
  }

  /** Whether it may return null. */
  public boolean isMaybeNothing() {
    return maybeNothing;
  }

  /** The events it sends. */
  public List<Class<? extends Event>> sends() {
    return sends;
  }

  /** The events it streams. */
  public List<Class<? extends Event>> streams() {
    return streams;
  }

  /** The events it waits for. */
  public List<Class<? extends Event>> waits() {
    return waits;
  }
}
