package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments of a script, in order. Used by one thread. */
final class RedisArgs {
  private static final byte[] YES = {'1'};
  private static final byte[] NO = {'0'};
  private static final byte[] NONE = {};

  private final List<byte[]> args = new ArrayList<>();

  /** The text of an id, a word or a number; null: empty. */
  RedisArgs text(@Nullable Object value) {
    return bytes(value == null ? NONE : String.valueOf(value).getBytes(StandardCharsets.UTF_8));
  }

  RedisArgs number(long value) {
    return text(value);
  }

  RedisArgs millis(Duration duration) {
    return number(duration.toMillis());
  }

  RedisArgs flag(boolean value) {
    return bytes(value ? YES : NO);
  }

  RedisArgs bytes(byte[] value) {
    args.add(value);
    return this;
  }

  /** Bytes; null: empty. */
  RedisArgs bytesOrNone(byte @Nullable [] value) {
    return bytes(value == null ? NONE : value);
  }

  /** The result and the last event of a run. */
  RedisArgs end(StoredEnd end) {
    return bytes(end.result()).bytes(end.event());
  }

  /** How many ended runs stay, for how long, how many go at once, and how many bytes stay. */
  RedisArgs retention(Retention retention) {
    return number(retention.runs())
        .millis(retention.age())
        .number(retention.batch())
        .number(retention.maxBytes());
  }

  RedisArgs all(List<byte[]> values) {
    args.addAll(values);
    return this;
  }

  List<byte[]> list() {
    return args;
  }
}
