package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.internal.state.StateTree;

/** The state without a type: a JSON object, as {@link Json#parse} makes it. */
record UntypedAccess(Codecs codecs) implements StateAccess {

  /** No type's state can have this name: {@link StateTypes} refuses the at sign. */
  static final String NAME = "@untyped";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> earlierNames() {
    return List.of();
  }

  @Override
  public Map<String, @Nullable Object> initial() {
    return Map.of();
  }

  @Override
  public Map<String, @Nullable Object> read(Payload stored) {
    try {
      return Json.asObject(Json.parse(stored.json()));
    } catch (InvalidInputException e) {
      throw new StateException(
          "bad_state", "the stored untyped state cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public Payload write(Object value) {
    return Payload.json(encoded(value, "it"));
  }

  /**
   * The value as a tree of its own.
   *
   * @param what it is called in messages
   * @param levels how many containers it will be in
   * @throws StateException when JSON cannot hold it, or not that deep
   */
  @Nullable Object tree(@Nullable Object value, String what, int levels) {
    Object tree = Json.parse(encoded(value, what));
    if (levels + StateTree.depth(tree) > StateTree.MAX_DEPTH) {
      throw new StateException(
          "bad_state",
          "untyped state: with %s it would be nested deeper than %d levels"
              .formatted(what, StateTree.MAX_DEPTH));
    }
    return tree;
  }

  private byte[] encoded(@Nullable Object value, String what) {
    try {
      return Json.write(out -> new AnyCodec(codecs).writeOrNull(out, value));
    } catch (Unencodable e) {
      throw new StateException("bad_state", "untyped state: " + what + ": " + e.getMessage(), e);
    }
  }
}
