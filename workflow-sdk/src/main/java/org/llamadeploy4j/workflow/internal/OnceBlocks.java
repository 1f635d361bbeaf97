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

  /** Whether all that a block needs is there. */
  static void check(@Nullable String name, @Nullable Object type, @Nullable Callable<?> block) {
    Required.check(name, "once", "name", "a name that this attempt uses once");
    Required.check(type, "once", "type", "the type of the value, such as String.class");
    Required.check(block, "once", "block", "the block to record");
  }

  /** The recorded value, or what the block gives now, which is durable when this returns. */
  @Nullable Object call(String name, Type type, Callable<?> block) throws Exception {
    if (used.contains(name)) {
      throw new WorkflowException(
          "once_repeated",
          "step %s has used the name '%s' for once already in this attempt, and would get that value again; give each block a name of its own, such as '%2$s-2'"
              .formatted(attempt.step().name(), name));
    }
    Recorded as = recordedAs(name, type);
    Payload value = known(name);
    if (value == null) {
      value = record(as, block);
      Map<String, Payload> more = new HashMap<>(recorded);
      more.put(name, value);
      recorded = more;
    }
    used.add(name); // only now: a block that failed may be tried again
    Object tree = Json.parse(value.json());
    return tree == null ? null : read(as, value, tree);
  }

  private @Nullable Payload known(String name) {
    Payload value = recorded.get(name);
    Map<String, List<String>> earlier = attempt.step().extras().earlier().blocks();
    for (String before :
        value == null ? earlier.getOrDefault(name, List.of()) : List.<String>of()) {
      value = value == null ? recorded.get(before) : value;
    }
    return value;
  }

  /** How a block's value is stored. */
  private record Recorded(String name, Type type, Codec codec, String schema) {}

  private Recorded recordedAs(String name, Type type) {
    Codecs codecs = attempt.program().codecs();
    try {
      return new Recorded(name, type, codecs.of(type), codecs.schema(type));
    } catch (Codecs.Unsupported e) {
      throw new WorkflowException(
          "bad_once_type", "the value of once '" + name + "' cannot be stored: " + e.getMessage());
    }
  }

  private Payload record(Recorded as, Callable<?> block) throws Exception {
    Object result;
    inside = true;
    try {
      result = block.call();
    } finally {
      inside = false;
    }
    Payload value = result == null ? Payload.json("null") : write(as, result);
    attempt.host().once(attempt, as.name(), value);
    return value;
  }

  private static Payload write(Recorded as, Object value) {
    if (as.type() instanceof Class<?> c && !Fields.boxed(c).isInstance(value)) {
      throw new WorkflowException(
          "bad_once_value",
          "the block of once '%s' gave a %s, where it was declared to give a %s"
              .formatted(as.name(), value.getClass().getName(), c.getName()));
    }
    try {
      return Payload.json(Json.write(out -> as.codec().write(out, value)), as.schema());
    } catch (Unencodable e) {
      throw new WorkflowException(
          "bad_once_value", "the value of once '" + as.name() + "': " + e.getMessage(), e);
    }
  }

  private static Object read(Recorded as, Payload stored, Object tree) {
    Reading in = Reading.lenient();
    Object value = as.codec().read(tree, in);
    List<String> problems = in.problems();
    if (value == null || !problems.isEmpty()) {
      throw new WorkflowException(
          "bad_once_value",
          "the recorded value of once '%s' does not fit its type any more: %s; %s"
              .formatted(
                  as.name(),
                  String.join("; ", problems),
                  new StoredSchema(stored, as.codec(), as.schema()).explained()));
    }
    return value;
  }
}
