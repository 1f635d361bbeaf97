package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.State;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.WaitTimedOutException;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.WaitSpec;

/**
 * The context of one attempt. What it sends and writes is held in {@link Effects}; its own fields
 * belong to the step's thread, except for the volatile ones.
 */
final class AttemptContext implements Context {

  private final StepAttempt attempt;
  private final Thread owner = Thread.currentThread();
  private final Map<String, Payload> recorded;
  private final RandomGenerator random;
  private int waitsOver;
  private boolean inOnce;
  private volatile @Nullable WaitSpec wait;
  private volatile boolean closed;

  AttemptContext(StepAttempt attempt) {
    this.attempt = attempt;
    this.recorded = new HashMap<>(attempt.item().memory().once());
    long seed = 31L * attempt.runId().hashCode() + attempt.item().id();
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** What the attempt waits for, or null. */
  @Nullable WaitSpec awaited() {
    return wait;
  }

  void close() {
    closed = true;
  }

  private void check() {
    if (closed) {
      throw new IllegalStateException(
          "this attempt of step %s has ended; a Context must not be kept".formatted(step()));
    }
    if (wait != null) {
      throw Suspension.INSTANCE;
    }
    if (attempt.isStopped()) {
      throw new CancellationException("the run has ended or does not need this step any more");
    }
  }

  private void checkOwnThread(String what) {
    check();
    if (!Thread.currentThread().equals(owner)) {
      throw new IllegalStateException(what + " can be called only on the step's own thread");
    }
    if (inOnce) {
      throw new IllegalStateException(what + " cannot be called inside a block of once");
    }
  }

  @Override
  public void send(Event event) {
    check();
    attempt.effects().send(Emission.sent(declared(event, "sends", sends())));
  }

  @Override
  public void send(Event event, String target) {
    check();
    EventData data = declared(event, "sends", sends());
    boolean taken =
        attempt.program().model().steps().stream()
            .anyMatch(
                s -> s.name().equals(target) && s.shape().accepts().contains(event.getClass()));
    if (!taken) {
      throw new WorkflowException(
          "wrong_target", "there is no step '%s' that takes %s".formatted(target, data.type()));
    }
    attempt.effects().send(new Emission(data, false, target));
  }

  @Override
  public void stream(Event event) {
    check();
    EventData data = declared(event, "streams", attempt.step().shape().declared().streams());
    try {
      attempt.host().stream(attempt, data);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while streaming");
    }
  }

  private Set<Class<?>> sends() {
    return attempt.step().shape().declared().sends();
  }

  private EventData declared(Event event, String attribute, Set<Class<?>> types) {
    if (!types.contains(event.getClass())) {
      throw new WorkflowException(
          "undeclared_event",
          "step %s %s %s without saying so; add %s = %s.class to its @Step"
              .formatted(
                  step(),
                  attribute,
                  Names.of(event.getClass()),
                  attribute,
                  event.getClass().getSimpleName()));
    }
    return attempt.encode(event);
  }

  @Override
  public <T> State<T> state(Class<T> type) {
    check();
    StateAccess access = StateAccess.of(type, attempt.program().codecs());
    return new State<>() {
      @Override
      public T get() {
        check();
        return type.cast(
            attempt.effects().view(access, attempt.host().states().get(access.name())));
      }

      @Override
      public void update(UnaryOperator<T> change) {
        check();
        attempt.effects().change(access, old -> nonNull(change.apply(type.cast(old))));
      }

      @Override
      public void set(T value) {
        check();
        nonNull(value);
        access.write(value);
        attempt.effects().change(access, old -> value);
      }

      private Object nonNull(@Nullable T value) {
        if (value == null) {
          throw new WorkflowException("bad_state", "state " + access.name() + " was set to null");
        }
        return value;
      }
    };
  }

  @Override
  public <E extends Event> E waitForEvent(Class<E> type, WaitOptions options) {
    checkOwnThread("waitForEvent");
    List<String> types = namesOf(type);
    if (!attempt.effects().waitIsOver(String.join("|", types))) {
      wait =
          new WaitSpec(
              types,
              canonical(options.required()),
              options.timeout().orElse(null),
              options.prompt().map(attempt::encode).orElse(null));
      throw Suspension.INSTANCE;
    }
    return switch (attempt.item().memory().answers().get(waitsOver++)) {
      case Answer.Given given -> type.cast(attempt.program().events().decode(given.event()));
      case Answer.TimedOut t ->
          throw new WaitTimedOutException(
              "no %s came within %s"
                  .formatted(String.join(" or ", types), options.timeout().orElse(null)));
    };
  }

  private List<String> namesOf(Class<? extends Event> type) {
    return Names.leaves(freeForm(type)).stream()
        .map(leaf -> {
          EventType registered = attempt.program().events().ofClass(leaf);
          if (registered == null) {
            throw new WorkflowException(
                "undeclared_event",
                "step %s waits for %s, which this workflow does not know; add waits = %s.class to its @Step"
                    .formatted(step(), leaf.getName(), leaf.getSimpleName()));
          }
          return registered.name();
        })
        .sorted()
        .toList();
  }

  private static Class<?> freeForm(Class<?> type) {
    return type == org.llamadeploy4j.workflow.HumanResponseEvent.class
        ? FreeEvent.Answer.class
        : type;
  }

  private Map<String, String> canonical(Map<String, Object> required) {
    AnyCodec any = new AnyCodec(attempt.program().codecs());
    Map<String, String> canonical = new LinkedHashMap<>();
    required.forEach((name, value) ->
        canonical.put(name, Json.canonical(Json.parse(Json.write(out -> any.write(out, value))))));
    return canonical;
  }

  @Override
  public <T> @Nullable T once(String name, Class<T> type, Callable<? extends @Nullable T> block)
      throws Exception {
    checkOwnThread("once");
    Payload value = recorded.get(name);
    if (value == null) {
      value = record(name, type, block);
      recorded.put(name, value);
    }
    Object tree = Json.parse(value.json());
    return tree == null ? null : Fields.convert(tree, type, "the recorded value '" + name + "'");
  }

  private <T> Payload record(String name, Class<T> type, Callable<? extends @Nullable T> block)
      throws Exception {
    Object result;
    inOnce = true;
    try {
      result = block.call();
    } finally {
      inOnce = false;
    }
    StateAccess access = StateAccess.of(type, attempt.program().codecs());
    Payload value = result == null ? Payload.json("null") : access.write(result);
    attempt.host().once(attempt, name, value);
    return value;
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
    return random;
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
