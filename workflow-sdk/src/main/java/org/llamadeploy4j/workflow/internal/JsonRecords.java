package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;

/**
 * Reads records from JSON files that people wrote: strictly, and without a word about the values,
 * which may be secrets. For the sub-packages of this one. Immutable but for its codecs, and
 * thread-safe.
 */
public final class JsonRecords {

  private final Codecs codecs;

  JsonRecords(Codecs codecs) {
    this.codecs = codecs;
  }

  /** A reader with codecs of its own. */
  public static JsonRecords create() {
    return new JsonRecords(new Codecs());
  }

  /** What came of a reading. */
  public sealed interface Result {

    /** The record. */
    record Value(Object record) implements Result {}

    /** Why there is no record, one sentence each; never empty. */
    record Problems(List<String> sentences) implements Result {
      public Problems {
        sentences = List.copyOf(sentences);
      }
    }
  }

  /**
   * Reads a record, or a part of the text as one. Runs the record's constructor; never throws for
   * what the text or the type says.
   *
   * @param json UTF-8
   * @param at names with dots between, of fields within fields; empty for all of it
   */
  public Result read(byte[] json, String at, Type type) {
    Reading in = Reading.discreet();
    try {
      Codec codec = codecs.of(type);
      Object part = part(parse(json), at);
      Object value = part == null ? in.problem("is null") : codec.read(part, in);
      if (value != null && in.problems().isEmpty()) {
        return new Result.Value(value);
      }
      return new Result.Problems(in.problems());
    } catch (InvalidInputException | Codecs.Unsupported e) {
      return new Result.Problems(List.of(Failures.message(e)));
    }
  }

  private static @Nullable Object parse(byte[] json) {
    if (!isText(json)) {
      throw new InvalidInputException("not JSON: it is not UTF-8");
    }
    return Json.parse(json, e -> "not JSON" + Json.place(e));
  }

  /** Whether it is UTF-8. JSON has no zeros, but UTF-16, which the parser would guess, does. */
  private static boolean isText(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes))
          .chars()
          .noneMatch(c -> c == 0);
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static @Nullable Object part(@Nullable Object tree, String at) {
    Object part = tree;
    String seen = "the file";
    for (String name : at.isEmpty() ? List.<String>of() : List.of(at.split("\\.", -1))) {
      if (!(part instanceof Map<?, ?> object)) {
        throw new InvalidInputException(
            "%s is %s, so it has no part '%s'".formatted(seen, Json.kind(part), name));
      }
      if (!object.containsKey(name)) {
        throw new InvalidInputException(
            "%s has no part '%s'; it has %s".formatted(seen, name, new TreeSet<>(object.keySet())));
      }
      part = object.get(name);
      seen = "'" + name + "'";
    }
    return part;
  }
}
