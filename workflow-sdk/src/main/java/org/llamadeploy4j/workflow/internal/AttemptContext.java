package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.DynamicState;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.State;
import org.llamadeploy4j.workflow.TypeRef;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.internal.rules.Words;
import org.llamadeploy4j.workflow.retry.RetryInfo;

/**
 * The context of one attempt. What it sends and writes is held in {@link Effects}; its own fields
 * belong to the step's thread, except for the volatile ones.
 *
 * <p>Over 300 lines: it is the whole of a public interface, and checks what each call is given.
 */
final class AttemptContext implements Context {

  private final StepAttempt attempt;
  private final Thread owner = Thread.currentThread();
  private final AttemptWaits waits;

  // most steps use none of these
  private Map<String, EventData> collected = Map.of();
  private Map<Class<?>, Object> resources = Map.of();
  private @Nullable OnceBlocks once;
  private @Nullable RandomGenerator random;
  private volatile boolean closed;
  private volatile @Nullable UntypedState untyped;

  AttemptContext(StepAttempt attempt) {
    this.attempt = attempt;
    this.waits = new AttemptWaits(attempt);
  }

  /** What the attempt waits for, or null. */
  @Nullable Awaited awaited() {
    return waits.awaited();
  }

  /** Keeps what the step asks for; before the step is called. */
  void give(Class<?> type, Object resource) {
    resources = with(resources, type, resource);
  }

  private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    Map<K, V> more = new HashMap<>(map);
    more.put(key, value);
    return more;
  }

  void close() {
    closed = true;
  }

  /** Whether its step is one of this run, or of a child of it; ids alone may be those of others. */
  boolean isIn(Family family, String runId) {
    return attempt.program().family().equals(family)
        && attempt.id().path().runId(runId).equals(attempt.runId());
  }

  /** Throws unless the attempt goes on. */
  void check() {
    Effects.checkNotChanging();
    attempt.host().hooks().turns().pause();
    if (closed) {
      throw new IllegalStateException(
          "this attempt of step %s has ended; a Context must not be kept".formatted(step()));
    }
    if (waits.awaited() != null) {
      throw Suspension.INSTANCE;
    }
    if (attempt.isStopped()) {
      throw new CancellationException("the run has ended or does not need this step any more");
    }
  }

  private void checkOwnThread(String what) {
    check();
    if (!Thread.currentThread().equals(owner)) {
      throw new IllegalStateException(
          what
              + " can be called only on the step's own thread; call it in the step's method itself, and let other threads only send, stream and change states");
    }
    if (once != null && once.inside()) {
      throw new IllegalStateException(
          what + " cannot be called inside a block of once; call it before or after the block");
    }
  }

  @Override
  public void send(Event event) {
    check();
    Required.check(event, "send", "event", "the event to send");
    attempt.effects().send(Emission.sent(declared(event, "sends", sends())));
  }

  @Override
  public void send(Event event, String target) {
    check();
    Required.check(event, "send", "event", "the event to send");
    Required.check(target, "send", "step", "the name of the step that shall get it");
    EventData data = declared(event, "sends", sends());
    Targets.checkStep(attempt.program(), event.getClass(), target);
    attempt.effects().send(new Emission(data, Emission.Kind.SENT, target));
  }

  @Override
  public void stream(Event event) {
    check();
    Required.check(event, "stream", "event", "the event to show");
    EventData data = declared(event, "streams", attempt.step().shape().declared().streams());
    try {
      attempt.stream(data);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while streaming");
    }
  }

  @Override
  public <T> T resource(Class<T> type) {
    check();
    Object resource = resources.get(type);
    if (resource == null) {
      Words words = attempt.program().words();
      throw new WorkflowException(
          "undeclared_resource",
          words == Words.BUILDER
              ? "step %s asks for %s without saying so; add withResources(%s.class) to its StepOptions"
                  .formatted(step(), type.getName(), type.getSimpleName())
              : "step %s asks for %s without saying so; add a parameter @Inject %s"
                  .formatted(step(), type.getName(), type.getSimpleName()));
    }
    return type.cast(resource);
  }

  private Set<Class<?>> sends() {
    return attempt.step().shape().declared().sends();
  }

  private EventData declared(Event event, String attribute, Set<Class<?>> types) {
    if (!types.contains(event.getClass())) {
      Words words = attempt.program().words();
      String simple = FreeEvent.declared(event.getClass()).getSimpleName();
      String option = words.option(attribute, simple + ".class");
      throw new WorkflowException(
          "undeclared_event",
          "step %s %s %s without saying so; add %s to %s"
              .formatted(step(), attribute, Names.of(event.getClass()), option, words.ofStep()));
    }
    return attempt.encode(event);
  }

  @Override
  public <T> State<T> state(Class<T> type) {
    check();
    return new TypedState<>(
        this, attempt, Required.notNull(type, "state", "type", "the record that the state is"));
  }

  @Override
  public DynamicState state() {
    check();
    UntypedState known = untyped;
    UntypedState state = known == null ? new UntypedState(this, attempt) : known;
    untyped = state; // two at once are no harm: they only remember
    return state;
  }

  @Override
  public <E extends Event> E waitForEvent(Class<E> type, WaitOptions options) {
    checkOwnThread("waitForEvent");
    Required.check(type, "waitForEvent", "type", "the class of the event to wait for");
    Required.check(
        options, "waitForEvent", "options", "WaitOptions.defaults() or what the event must have");
    return waits.event(type, options);
  }

  @Override
  public void sleep(Duration time) {
    checkOwnThread("sleep");
    waits.sleep(Required.notNull(time, "sleep", "time", "how long to sleep"));
  }

  @Override
  public <T> @Nullable T child(
      String name, Class<? extends Workflow> workflow, StartEvent start, Class<T> result) {
    checkOwnThread("child");
    AttemptWaits.checkChild(name, workflow, start, result);
    return Fields.boxed(result).cast(waits.child(name, workflow, start, result));
  }

  @Override
  @SuppressWarnings("unchecked") // what is read as a type is of that type
  public <T> @Nullable T child(
      String name, Class<? extends Workflow> workflow, StartEvent start, TypeRef<T> result) {
    checkOwnThread("child");
    AttemptWaits.checkChild(name, workflow, start, result);
    return (T) waits.child(name, workflow, start, result.type());
  }

  @Override
  public Optional<List<Event>> collectEvents(
      String buffer, Event event, List<? extends Class<? extends Event>> expected) {
    checkOwnThread("collectEvents");
    Required.check(buffer, "collectEvents", "buffer", "the name of the buffer");
    Required.check(event, "collectEvents", "event", "the event that the step was given");
    Required.check(expected, "collectEvents", "expected", "the types of a complete set");
    if (expected.isEmpty()) {
      return Optional.of(List.of());
    }
    List<String> types = expected.stream().map(this::collectedName).toList();
    EventData data = attempt.encode(event);
    if (!types.contains(data.type())) {
      return Optional.empty();
    }
    if (!collected.getOrDefault(buffer, data).equals(data)) {
      throw new WorkflowException(
          "collected_twice",
          "step %s collects a second event into the buffer '%s'; use a buffer for each of them"
              .formatted(step(), buffer));
    }
    collected = with(collected, buffer, data);
    try {
      List<EventData> set = attempt.host().collect(attempt, buffer, data, types).inOrder();
      return set.isEmpty()
          ? Optional.empty()
          : Optional.of(set.stream().map(attempt.program().events()::decode).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while collecting");
    }
  }

  private String collectedName(Class<? extends Event> type) {
    EventType known = attempt.program().events().ofClass(FreeEvent.exact(type));
    if (known == null) {
      throw new WorkflowException(
          "undeclared_event",
          "step %s collects %s, which is no exact event of this workflow; it collects records and free events that a step takes"
              .formatted(step(), type.getName()));
    }
    return known.name();
  }

  @Override
  public RetryInfo retryInfo() {
    return new Verdicts(attempt.program(), attempt.item(), attempt.runId()).info();
  }

  @Override
  public <T> @Nullable T once(String name, Class<T> type, Callable<? extends @Nullable T> block)
      throws Exception {
    checkOwnThread("once");
    OnceBlocks.check(name, type, block);
    return Fields.boxed(type).cast(blocks().call(name, type, block));
  }

  @Override
  @SuppressWarnings("unchecked") // the codec of a type makes values of that type
  public <T> @Nullable T once(String name, TypeRef<T> type, Callable<? extends @Nullable T> block)
      throws Exception {
    checkOwnThread("once");
    OnceBlocks.check(name, type, block);
    return (T) blocks().call(name, type.type(), block);
  }

  private OnceBlocks blocks() {
    OnceBlocks known = once;
    OnceBlocks blocks = known == null ? new OnceBlocks(attempt) : known;
    once = blocks;
    return blocks;
  }

  @Override
  public Env env() {
    return attempt.program().options().env();
  }

  @Override
  public Instant now() {
    return attempt.program().options().clock().instant();
  }

  @Override
  public RandomGenerator random() {
    RandomGenerator made = random;
    if (made == null) {
      long seed = 31L * attempt.runId().hashCode() + attempt.item().id();
      made = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      random = made;
    }
    return made;
  }

  @Override
  public String runId() {
    return attempt.runId();
  }

  @Override
  public String step() {
    return attempt.item().step();
  }

  @Override
  public int attempt() {
    return attempt.item().attempt();
  }

  @Override
  public String idempotencyKey() {
    return runId() + "/" + step() + "/" + attempt.item().id();
  }
}
