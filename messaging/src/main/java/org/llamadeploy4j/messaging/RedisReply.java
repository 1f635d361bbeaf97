package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list that a script answered, read by position.
 *
 * @param items null, Long, byte[] or List each
 */
record RedisReply(List<?> items) {
  /**
   * Reads a script's reply.
   *
   * @throws MessagingException when it is no list
   */
  static RedisReply of(@Nullable Object reply) {
    if (!(reply instanceof List<?> items)) {
      throw new MessagingException("a script answered " + reply + " where a list was expected");
    }
    return new RedisReply(items);
  }

  /** The text of a reply that is no list. */
  static String word(@Nullable Object reply) {
    return new String((byte[]) Objects.requireNonNull(reply), StandardCharsets.UTF_8);
  }

  int size() {
    return items.size();
  }

  String text(int at) {
    return word(items.get(at));
  }

  /** Null where the script answered false. */
  @Nullable String textOrNull(int at) {
    return items.get(at) == null ? null : text(at);
  }

  /** A value made of the text; null where the script answered false. */
  <T> @Nullable T idOrNull(int at, Function<String, T> make) {
    String text = textOrNull(at);
    return text == null ? null : make.apply(text);
  }

  long number(int at) {
    return items.get(at) instanceof Long number ? number : Long.parseLong(text(at));
  }

  byte[] bytes(int at) {
    return (byte[]) Objects.requireNonNull(items.get(at));
  }

  byte @Nullable [] bytesOrNull(int at) {
    return (byte[]) items.get(at);
  }

  RedisReply list(int at) {
    return of(items.get(at));
  }

  List<byte[]> bytesList(int at) {
    return list(at).each(item -> (byte[]) item);
  }

  /** All items, translated. */
  <T> List<T> each(Function<Object, T> translate) {
    List<T> translated = new ArrayList<>(items.size());
    for (Object item : items) {
      translated.add(translate.apply(Objects.requireNonNull(item)));
    }
    return translated;
  }
}
