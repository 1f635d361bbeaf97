package org.llamadeploy4j.workflow.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.StateCell;

/**
 * States by name as JSON, apart from any run. Has codecs only while it is asked, so that it keeps
 * no class loaded. Immutable; its arrays are not changed.
 *
 * @param json UTF-8 by state name
 */
public record StoredStates(Map<String, byte[]> json) {

  /** No states. */
  public static final StoredStates EMPTY = new StoredStates(Map.of());

  public StoredStates {
    json = Map.copyOf(json);
  }

  /**
   * Copies of these.
   *
   * @throws StateException naming one that is no JSON
   */
  public static StoredStates of(Map<String, byte[]> json) {
    Map<String, byte[]> copies = new HashMap<>();
    json.forEach((name, bytes) -> {
      byte[] copy = bytes.clone();
      copies.put(name, copy);
      try {
        Object unused = Json.parse(copy);
      } catch (InvalidInputException e) {
        throw new StateException("bad_state", "state '%s': %s".formatted(name, e.getMessage()), e);
      }
    });
    StoredStates states = new StoredStates(copies);
    states.untyped();
    return states;
  }

  /** See {@code RunStates.with}. */
  public StoredStates with(Object state) {
    TypedAccess access = new StateTypes(new Codecs()).of(state.getClass());
    return with(access.name(), access.write(state));
  }

  /** See {@code RunStates.with}. */
  public StoredStates withUntyped(Map<String, ?> entries) {
    UntypedAccess access = new UntypedAccess(new Codecs());
    Object tree = access.tree(entries, "the first entries", 0);
    return with(access.name(), access.write(Json.asObject(tree)));
  }

  private StoredStates with(String name, Payload value) {
    Map<String, byte[]> changed = new HashMap<>(json);
    changed.put(name, value.json());
    return new StoredStates(changed);
  }

  /** See {@code RunStates.find}. */
  public <T> Optional<T> find(Class<T> type) {
    TypedAccess access = new StateTypes(new Codecs()).of(type);
    StateCell cell = access.find(cells());
    return cell == null ? Optional.empty() : Optional.of(type.cast(access.read(cell.value())));
  }

  /** See {@code RunStates.asMap}. */
  public Map<String, @Nullable Object> untyped() {
    return Json.asObject(AnyCodec.plain(new UntypedAccess(new Codecs()).in(cells())));
  }

  private Map<String, StateCell> cells() {
    Map<String, StateCell> cells = new HashMap<>();
    json.forEach((name, bytes) -> cells.put(name, new StateCell(1, Payload.json(bytes))));
    return cells;
  }

  /** Copies by name, sorted. */
  public Map<String, byte[]> copy() {
    Map<String, byte[]> copies = new TreeMap<>();
    json.forEach((name, bytes) -> copies.put(name, bytes.clone()));
    return copies;
  }
}
