package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.DynamicState;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.TypeRef;
import org.llamadeploy4j.workflow.engine.RunCore;
import org.llamadeploy4j.workflow.engine.StateCell;
import org.llamadeploy4j.workflow.internal.state.StatePath;
import org.llamadeploy4j.workflow.internal.state.StateTree;
import org.llamadeploy4j.workflow.internal.state.StateTree.Found;

/**
 * The state without a type as an attempt sees it. Thread-safe, as the attempt's effects are; what
 * it remembers of the tree it may find out again at any time.
 */
final class UntypedState implements DynamicState {

  private final AttemptContext context;
  private final StepAttempt attempt;
  private final UntypedAccess access;
  private volatile @Nullable Seen seen;

  /** The tree as this attempt last saw it: a committed one with the first changes on top. */
  private record Seen(long version, int changes, Object tree) {}

  UntypedState(AttemptContext context, StepAttempt attempt) {
    this.context = context;
    this.attempt = attempt;
    this.access = new UntypedAccess(attempt.program().codecs());
  }

  @Override
  public <T> T get(String path, Class<T> type) {
    return Fields.boxed(type).cast(existing(tree(), StatePath.of(path), type));
  }

  @Override
  @SuppressWarnings("unchecked") // the codec of a type makes values of that type
  public <T> T get(String path, TypeRef<T> type) {
    return (T) existing(tree(), StatePath.of(path), type.type());
  }

  @Override
  public <T> Optional<T> find(String path, Class<T> type) {
    return Optional.ofNullable(
        Fields.boxed(type).cast(valueOrNull(tree(), StatePath.of(path), type)));
  }

  @Override
  @SuppressWarnings("unchecked") // the codec of a type makes values of that type
  public <T> Optional<T> find(String path, TypeRef<T> type) {
    return Optional.ofNullable((T) valueOrNull(tree(), StatePath.of(path), type.type()));
  }

  @Override
  public boolean has(String path) {
    return StateTree.find(tree(), StatePath.of(path)) instanceof Found.Value;
  }

  @Override
  public void set(String path, @Nullable Object value) {
    context.check();
    StatePath at = StatePath.of(path);
    Object stored = stored(at, value);
    change(path, tree -> StateTree.set(tree, at, stored));
  }

  @Override
  public <T> void update(String path, Class<T> type, UnaryOperator<T> change) {
    updateExisting(path, type, change);
  }

  @Override
  public <T> void update(String path, TypeRef<T> type, UnaryOperator<T> change) {
    updateExisting(path, type.type(), change);
  }

  @SuppressWarnings("unchecked") // the codec of a type makes values of that type
  private <T> void updateExisting(String path, Type type, UnaryOperator<T> change) {
    context.check();
    StatePath at = StatePath.of(path);
    change(path, tree -> changed(tree, at, (T) existing(tree, at, type), change));
  }

  @Override
  public <T> void update(String path, Class<T> type, T first, UnaryOperator<T> change) {
    updateOr(path, type, first, change);
  }

  @Override
  public <T> void update(String path, TypeRef<T> type, T first, UnaryOperator<T> change) {
    updateOr(path, type.type(), first, change);
  }

  @SuppressWarnings("unchecked") // the codec of a type makes values of that type
  private <T> void updateOr(String path, Type type, T first, UnaryOperator<T> change) {
    context.check();
    StatePath at = StatePath.of(path);
    change(
        path,
        tree -> {
          T old = (T) valueOrNull(tree, at, type);
          return changed(tree, at, old == null ? first : old, change);
        });
  }

  private <T> Map<String, @Nullable Object> changed(
      Map<String, ?> tree, StatePath path, T old, UnaryOperator<T> change) {
    T value = change.apply(old);
    if (value == null) {
      throw new StateException(
          "bad_state", "untyped state: '%s' was changed to null; use remove".formatted(path));
    }
    return StateTree.set(tree, path, stored(path, value));
  }

  @Override
  public void append(String path, @Nullable Object value) {
    context.check();
    StatePath at = StatePath.of(path);
    Object element = access.tree(value, "'" + at + "'", at.parts().size() + 1);
    change(path, tree -> StateTree.append(tree, at, element));
  }

  @Override
  public void remove(String path) {
    context.check();
    StatePath at = StatePath.of(path);
    change(path, tree -> StateTree.remove(tree, at));
  }

  @Override
  public void merge(Map<String, ?> values) {
    context.check();
    Map<String, @Nullable Object> stored = Json.asObject(access.tree(values, "what is merged", 0));
    change("merge", tree -> StateTree.merge(tree, stored));
  }

  @Override
  public void clear() {
    context.check();
    change("clear", tree -> access.initial());
  }

  @Override
  public Map<String, @Nullable Object> asMap() {
    return Json.asObject(AnyCodec.plain(tree()));
  }

  private void change(String what, UnaryOperator<Map<String, @Nullable Object>> change) {
    attempt
        .effects()
        .change(access, access.name() + " " + what, tree -> change.apply(Json.asObject(tree)));
  }

  private Map<String, @Nullable Object> tree() {
    context.check();
    Map<String, StateCell> states = attempt.states();
    long version = RunCore.version(states, access.name());
    List<UnaryOperator<Object>> changes = attempt.effects().changesOf(access);
    Seen last = seen;
    if (last == null || last.version() != version || last.changes() > changes.size()) {
      last = new Seen(version, 0, access.in(states));
    }
    Object tree = Effects.apply(changes.subList(last.changes(), changes.size()), last.tree());
    seen = new Seen(version, changes.size(), tree);
    return Json.asObject(tree);
  }

  private @Nullable Object stored(StatePath path, @Nullable Object value) {
    return access.tree(value, "'" + path + "'", path.parts().size());
  }

  private Object existing(Map<String, ?> tree, StatePath path, Type type) {
    Found found = StateTree.find(tree, path);
    String nothing =
        switch (found) {
          case Found.Nothing f -> f.why();
          case Found.Value f -> f.value() == null ? "'" + path + "' is null" : "";
        };
    Object value = nothing.isEmpty() ? valueOrNull(tree, path, type) : null;
    if (value == null) {
      throw new StateException("no_such_value", "untyped state: " + nothing);
    }
    return value;
  }

  private @Nullable Object valueOrNull(Map<String, ?> tree, StatePath path, Type type) {
    return StateTree.find(tree, path) instanceof Found.Value found && found.value() != null
        ? read(found.value(), path, type)
        : null;
  }

  private Object read(Object json, StatePath path, Type type) {
    Object plain = AnyCodec.plain(json);
    if (type instanceof Class<?> c && Fields.boxed(c).isInstance(plain)) {
      return plain;
    }
    Reading in = Reading.lenient();
    Object value;
    try {
      value = attempt.program().codecs().of(type).read(json, in);
    } catch (Codecs.Unsupported e) {
      throw new StateException(
          "bad_state_type", "untyped state: '%s': %s".formatted(path, e.getMessage()));
    }
    if (value == null || !in.problems().isEmpty()) {
      throw new StateException(
          "bad_state",
          "untyped state: '%s' cannot be read as %s: %s"
              .formatted(path, type.getTypeName(), String.join("; ", in.problems())));
    }
    return value;
  }
}
