package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Payload;

/** The blocks that an attempt runs once and records. Belongs to the step's thread. */
final class OnceBlocks {

  private final StepAttempt attempt;
  private final Set<String> used = new HashSet<>();
  private Map<String, Payload> recorded;
  private boolean inside;

  OnceBlocks(StepAttempt attempt) {
    this.attempt = attempt;
    this.recorded = attempt.item().memory().once();
  }

  /** Whether a block runs at this moment. */
  boolean inside() {
    return inside;
  }

  /** The recorded value, or what the block gives now, which is durable when this returns. */
  @Nullable Object call(String name, Type type, Callable<?> block) throws Exception {
    if (used.contains(name)) {
      throw new WorkflowException(
          "once_repeated",
          "step %s has used the name '%s' for once already in this attempt, and would get that value again; give each block a name of its own, such as '%2$s-2'"
              .formatted(attempt.step().name(), name));
    }
    Codec codec = codecOf(name, type);
    Payload value = recorded.get(name);
    if (value == null) {
      value = record(name, type, codec, block);
      Map<String, Payload> more = new HashMap<>(recorded);
      more.put(name, value);
      recorded = more;
    }
    used.add(name); // only now: a block that failed may be tried again
    Object tree = Json.parse(value.json());
    return tree == null ? null : read(name, codec, tree);
  }

  private Codec codecOf(String name, Type type) {
    try {
      return attempt.program().codecs().of(type);
    } catch (Codecs.Unsupported e) {
      throw new WorkflowException(
          "bad_once_type", "the value of once '" + name + "' cannot be stored: " + e.getMessage());
    }
  }

  private Payload record(String name, Type type, Codec codec, Callable<?> block) throws Exception {
    Object result;
    inside = true;
    try {
      result = block.call();
    } finally {
      inside = false;
    }
    Payload value = result == null ? Payload.json("null") : write(name, type, codec, result);
    attempt.host().once(attempt, name, value);
    return value;
  }

  private static Payload write(String name, Type type, Codec codec, Object value) {
    if (type instanceof Class<?> c && !Fields.boxed(c).isInstance(value)) {
      throw new WorkflowException(
          "bad_once_value",
          "the block of once '%s' gave a %s, where it was declared to give a %s"
              .formatted(name, value.getClass().getName(), c.getName()));
    }
    try {
      return Payload.json(Json.write(out -> codec.write(out, value)));
    } catch (Unencodable e) {
      throw new WorkflowException(
          "bad_once_value", "the value of once '" + name + "': " + e.getMessage(), e);
    }
  }

  private static Object read(String name, Codec codec, Object tree) {
    Reading in = Reading.lenient();
    Object value = codec.read(tree, in);
    List<String> problems = in.problems();
    if (value == null || !problems.isEmpty()) {
      throw new WorkflowException(
          "bad_once_value",
          "the recorded value of once '%s' does not fit its type any more: %s"
              .formatted(name, String.join("; ", problems)));
    }
    return value;
  }
}
