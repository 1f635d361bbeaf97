package org.llamadeploy4j.workflow.internal;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.State;
import org.llamadeploy4j.workflow.StateException;

/** The state of one type as an attempt sees it. Thread-safe, as the attempt's effects are. */
final class TypedState<T> implements State<T> {

  private final AttemptContext context;
  private final StepAttempt attempt;
  private final Class<T> type;
  private final TypedAccess access;

  TypedState(AttemptContext context, StepAttempt attempt, Class<T> type) {
    this.context = context;
    this.attempt = attempt;
    this.type = type;
    this.access = attempt.program().model().states().of(type);
  }

  @Override
  public T get() {
    context.check();
    return type.cast(attempt.effects().view(access, attempt.states()));
  }

  @Override
  public Optional<T> find() {
    context.check();
    boolean written =
        access.find(attempt.states()) != null || !attempt.effects().changesOf(access).isEmpty();
    return written ? Optional.of(get()) : Optional.empty();
  }

  @Override
  public void update(UnaryOperator<T> change) {
    context.check();
    Required.check(change, "update", "change", "a function of the old value to the new one");
    change(old -> nonNull(change.apply(type.cast(old))));
  }

  @Override
  public void set(T value) {
    context.check();
    nonNull(value);
    change(new Effects.Replacement(access.copy(value)));
  }

  @Override
  public void clear() {
    context.check();
    change(new Effects.Replacement(access.initial()));
  }

  private void change(UnaryOperator<Object> change) {
    attempt.effects().change(access, access.name(), change);
  }

  private Object nonNull(@Nullable T value) {
    if (value == null) {
      throw new StateException("bad_state", "state " + access.name() + " was set to null");
    }
    return value;
  }
}
